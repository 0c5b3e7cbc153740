import { type Progress, silent } from '../config/index.ts';
import {
  type Contacts,
  countBuyers,
  type Orders,
  type Purchases,
  readContacts,
  readFeelings,
  readOrders,
  readPurchases,
  type TextFeeling,
  type Warehouse,
} from '../warehouse/index.ts';
import { oneIn } from './thinning.ts';

/** The orders of a shop with what was in them and everything else that went on between it and those customers. */
export interface History extends Orders {
  readonly contacts: Contacts;
  readonly purchases: Purchases;
}

/**
 * Everything before a moment; nothing at or after it can be seen through this door. `feelings` are how texts sound to somebody who read none from that moment on; left out, they are
 * what `train` wrote into the warehouse. Of more than `mostCustomers` every second, third … is read.
 */
export async function readHistory(
  warehouse: Warehouse,
  {
    before,
    feelings,
    mostCustomers = Number.POSITIVE_INFINITY,
    onProgress = silent,
  }: {
    readonly before: Date;
    readonly feelings?: readonly TextFeeling[] | undefined;
    readonly mostCustomers?: number;
    readonly onProgress?: Progress;
  },
): Promise<History> {
  const heard = feelings ?? (await readFeelings(warehouse, { before }));
  const span = { before, every: oneIn(await countBuyers(warehouse, before), mostCustomers) };
  const read = (tables: number) => onProgress(tables, 3, 'tables');
  const orders = await readOrders(warehouse, span);
  read(1);
  const customers = orders.customers.length;
  const contacts = await readContacts(warehouse, { ...span, customers, feelings: heard });
  read(2);
  const purchases = await readPurchases(warehouse, { ...span, customers });
  read(3);
  return { ...orders, contacts, purchases };
}
