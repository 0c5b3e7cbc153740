import {
  type Contacts,
  type Orders,
  readContacts,
  readFeelings,
  readOrders,
  type TextFeeling,
  type Warehouse,
} from '../warehouse/index.ts';

/** The orders of a shop with everything else that went on between it and those customers. */
export interface History extends Orders {
  readonly contacts: Contacts;
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
  const [orders, contacts] = [
    await readOrders(warehouse, { before }),
    await readContacts(warehouse, { before, feelings: heard }),
  ];
  return { ...orders, contacts };
}
