import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { csvOf, writeWhole } from './csv.ts';
import { type DirtKind, type Dirty, dirtyCustomers, dirtyEvents, dirtyProducts } from './dirt.ts';
import {
  customerColumns,
  customerRows,
  eventColumns,
  eventRows,
  productColumns,
  productRows,
  type Row,
} from './rows.ts';
import type { Shop } from './shop.ts';

export interface ShopFile {
  readonly path: string;
  /** Rows in all, without the header. */
  readonly rows: number;
  /** How many of them are dirt, by kind. */
  readonly dirt: Readonly<Partial<Record<DirtKind, number>>>;
}

export interface ShopFiles {
  readonly products: ShopFile;
  readonly customers: ShopFile;
  readonly events: ShopFile;
}

/**
 * Writes the shop's files as a real shop would export them (docs/demo.md names the columns and the dirt), makes the folder if it is not there, and
 * replaces files of the same names. Each file is there whole or not at all; the same shop gives the same bytes.
 */
export function writeShopFiles(shop: Shop, folder: string): ShopFiles {
  mkdirSync(folder, { recursive: true });
  return {
    products: write(join(folder, 'products.csv'), productColumns, dirtyProducts(productRows(shop), shop.seed)),
    customers: write(join(folder, 'customers.csv'), customerColumns, dirtyCustomers(customerRows(shop), shop.seed)),
    events: write(join(folder, 'orders-and-events.csv'), eventColumns, dirtyEvents(eventRows(shop), shop.seed)),
  };
}

function write<Column extends string>(
  path: string,
  columns: readonly Column[],
  { rows, dirt }: Dirty<Row<Column>>,
): ShopFile {
  writeWhole(
    path,
    csvOf(
      columns,
      rows.map((row) => columns.map((column) => row[column] ?? '')),
    ),
  );
  return { path, rows: rows.length, dirt };
}
