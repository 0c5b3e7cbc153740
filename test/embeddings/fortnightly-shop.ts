import { seededRandom } from '../../config/index.ts';
import type { History } from '../../embeddings/history.ts';
import { signalsOfRows } from '../../embeddings/signals.ts';
import type { CustomerId, ProductId } from '../../warehouse/index.ts';

const day = 86_400_000;
const end = 300 * day;
const fortnight = 14 * day;
const items = 30;
const customers = 260;

/** Customers with a favourite each, which they take every other order; the rest is chance, from half of the products. An order a fortnight, for 300 days. */
export function fortnightlyShop(seed: number): History {
  const random = seededRandom(seed);
  const start = [0];
  const rows: { item: number; time: number; basket: number }[] = [];
  for (let c = 0; c < customers; c++) {
    const first = Math.floor(random() * 14) * day;
    for (let basket = 0; first + basket * fortnight < end; basket++) {
      const taken = new Set([Math.floor(random() * items) % 15, 15 + ((Math.floor(random() * 4) + c) % 15)]);
      if (basket % 2 === 0) taken.add(c % items);
      for (const item of taken) rows.push({ item, time: first + basket * fortnight, basket });
    }
    start.push(rows.length);
  }
  const history = {
    asOf: end,
    customers: Array.from({ length: customers }, (_, c) => `c${c}` as CustomerId),
    items: Array.from({ length: items }, (_, i) => `i${i}` as ProductId),
    start: Int32Array.from(start),
    item: Int32Array.from(rows, ({ item }) => item),
    time: Float64Array.from(rows, ({ time }) => time),
    basket: Int32Array.from(rows, ({ basket }) => basket),
    quantity: new Float32Array(rows.length).fill(1),
    price: Float32Array.from(rows, ({ item }) => 1 + item),
    ordered: true,
  };
  return { ...history, signals: signalsOfRows(history) };
}
