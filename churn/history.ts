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
  }: {
    readonly before: Date;
    readonly feelings?: readonly TextFeeling[] | undefined;
    readonly mostCustomers?: number;
  },
): Promise<History> {
  const heard = feelings ?? (await readFeelings(warehouse, { before }));
  const span = { before, every: oneIn(await countBuyers(warehouse, before), mostCustomers) };
  const orders = await readOrders(warehouse, span);
  const customers = orders.customers.length;
  const contacts = await readContacts(warehouse, { ...span, customers, feelings: heard });
  return { ...orders, contacts, purchases: await readPurchases(warehouse, { ...span, customers }) };
}
