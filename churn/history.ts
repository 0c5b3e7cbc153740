import {
  type Contacts,
  type Orders,
  type Purchases,
  readContacts,
  readFeelings,
  readOrders,
  readPurchases,
  type TextFeeling,
  type Warehouse,
} from '../warehouse/index.ts';

/** The orders of a shop with what was in them and everything else that went on between it and those customers. */
export interface History extends Orders {
  readonly contacts: Contacts;
  readonly purchases: Purchases;
}

/**
 * Everything before a moment; nothing at or after it can be seen through this door. `feelings` are how texts sound to somebody who read none from that moment on; left out, they are
 * what `train` wrote into the warehouse.
 */
export async function readHistory(
  warehouse: Warehouse,
  { before, feelings }: { readonly before: Date; readonly feelings?: readonly TextFeeling[] | undefined },
): Promise<History> {
  const heard = feelings ?? (await readFeelings(warehouse, { before }));
  const orders = await readOrders(warehouse, { before });
  const customers = orders.customers.length;
  const contacts = await readContacts(warehouse, { before, customers, feelings: heard });
  return { ...orders, contacts, purchases: await readPurchases(warehouse, { before, customers }) };
}
