import type { Command } from 'commander';
import { UserError } from '../config/index.ts';
import { openStore, readCustomerRecords } from '../retention/index.ts';
import { findCustomer, readCustomerRows } from '../warehouse/index.ts';
import { action } from './command.ts';
import { withWarehouse } from './with-warehouse.ts';

export function addExport(program: Command): void {
  program
    .command('export')
    .description('everything that is kept about one customer, as JSON, for the customer')
    .argument('<customer>', "the customer's id, or an e-mail address or phone number of theirs")
    .option('--json', 'it always is')
    .addHelpText('after', '\nExample:\n  $ holdfast export 17850 > their-data.json')
    .action(
      action(async ({ config, clock, printJson }, asked: string) => {
        const { customer, warehouse } = await withWarehouse(config.data_dir, async (open) => {
          const customer = await findCustomer(open, asked);
          if (customer === undefined) throw new UserError(`nothing is known of ${asked}`);
          return { customer, warehouse: await readCustomerRows(open, customer) };
        });
        const store = openStore(config.data_dir);
        try {
          printJson({
            customer_id: customer,
            exported_at: clock().toISOString(),
            ...warehouse,
            ...readCustomerRecords(store, customer),
          });
        } finally {
          store.close();
        }
      }),
    );
}
