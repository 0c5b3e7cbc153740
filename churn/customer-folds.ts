import { seededRandom } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';

/** Customers are dealt into so many parts; whatever is chosen or compared is so on a part that was not learnt from. */
export const folds = 4;

/**
 * The part of each customer, by index into `customers`. It hangs on the id and the seed alone, so that a later training with more customers deals the earlier ones
 * as this one does, and both models can be asked about customers that neither learnt from.
 */
export function dealCustomers(customers: readonly CustomerId[], seed: number): (customerIndex: number) => number {
  const offset = Math.floor(seededRandom(seed)() * 2 ** 32);
  const foldOf = Uint8Array.from(customers, (id) => hash(id, offset) % folds);
  return (customerIndex) => foldOf[customerIndex]!;
}

/** FNV-1a over the id's characters, its bits mixed once more (the finaliser of MurmurHash3): ids that differ in one digit are dealt independently. */
function hash(id: string, offset: number): number {
  let bits = offset ^ 0x811c9dc5;
  for (let at = 0; at < id.length; at++) bits = Math.imul(bits ^ id.charCodeAt(at), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
