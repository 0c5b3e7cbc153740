import type { History } from '../../embeddings/history.ts';
import { signalsOfRows } from '../../embeddings/signals.ts';
import type { CustomerId, ProductId } from '../../warehouse/index.ts';

const day = 86_400_000;

/** A history of customers who take one basket a day, from day 0 on: each customer is a list of baskets of item numbers. */
export function historyOf(customers: readonly (readonly (readonly number[])[])[], items: number): History {
  const rows = customers.flatMap((baskets) =>
    baskets.flatMap((basket, index) => basket.map((item) => ({ item, time: index * day, basket: index }))),
  );
  const start = new Int32Array(customers.length + 1);
  for (const [c, baskets] of customers.entries()) start[c + 1] = start[c]! + baskets.flat().length;
  const history = {
    asOf: 1000 * day,
    customers: customers.map((_, c) => `c${c}` as CustomerId),
    items: Array.from({ length: items }, (_, i) => `i${i}` as ProductId),
    start,
    item: Int32Array.from(rows, ({ item }) => item),
    time: Float64Array.from(rows, ({ time }) => time),
    basket: Int32Array.from(rows, ({ basket }) => basket),
    quantity: new Float32Array(rows.length).fill(1),
    price: new Float32Array(rows.length).fill(Number.NaN),
    ordered: true,
  };
  return { ...history, signals: signalsOfRows(history) };
}
