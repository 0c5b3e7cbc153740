import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, silent } from '../config/index.ts';
import { usualIals } from '../embeddings/choose-ials.ts';
import { type History, historyFrom, profileOf } from '../embeddings/history.ts';
import { fitParts } from '../embeddings/parts.ts';
import { fitChances } from '../embeddings/ranking/chance-model.ts';
import { featureNames } from '../embeddings/ranking/features.ts';
import { momentAt } from '../embeddings/ranking/moment.ts';
import { fitOrderChance } from '../embeddings/ranking/order-chance.ts';
import { textNeighbours } from '../embeddings/ranking/text-neighbours.ts';
import type { Recommender } from '../embeddings/recommender.ts';
import { recommend } from '../embeddings/serving/recommend.ts';
import { signalsOfRows } from '../embeddings/signals.ts';
import {
  type CustomerId,
  ingestFile,
  type Product,
  type ProductId,
  readInteractions,
  withTemporaryWarehouse,
} from '../warehouse/index.ts';
import { median } from './measure.ts';

/** A catalogue of the size that the target names. */
const [items, customers, each] = [100_000, 5_000, 40];
const [mostMilliseconds, mostSeconds] = [20, 20];
const day = 86_400_000;
const asked = 300;
const random = seededRandom(1);

function simulated(): History {
  const rows = customers * each;
  const start = Int32Array.from({ length: customers + 1 }, (_, c) => c * each);
  const item = Int32Array.from({ length: rows }, () => Math.floor(items * random() ** 3));
  const time = Float64Array.from({ length: rows }, (_, row) => Math.floor((row % each) / 5) * 30 * day);
  return {
    asOf: 300 * day,
    customers: Array.from({ length: customers }, (_, c) => `c${c}` as CustomerId),
    items: Array.from({ length: items }, (_, i) => `i${i}` as ProductId),
    start,
    item,
    time,
    basket: Int32Array.from({ length: rows }, (_, row) => Math.floor((row % each) / 5)),
    quantity: new Float32Array(rows).fill(1),
    price: new Float32Array(rows).fill(5),
    ordered: true,
    signals: signalsOfRows({ start, item, time }),
  };
}

function onlineRetail(file: string): Promise<History> {
  const cutoff = new Date('2011-09-10T00:00:00Z');
  return withTemporaryWarehouse(async (warehouse) => {
    await ingestFile(warehouse, { path: file });
    return historyFrom(await readInteractions(warehouse, { before: cutoff }), cutoff);
  });
}

/** A recommender of the size that training gives. What it says means nothing, for its second stage learnt from chance, but it takes as long. */
function untaught(history: History): Recommender {
  const products = history.items.map((productId, item): Product => {
    const title = `Thing ${item % 997} of kind ${item % 89}`;
    const unknown = { brand: null, description: null, stock: null, cost: null, imageUrl: null };
    return { productId, title, category: `k${item % 89}`, price: 5, ...unknown };
  });
  const texts = textNeighbours(
    products.map(({ title }) => title),
    50,
  );
  const parts = fitParts(history, texts, usualIals, random, silent);
  const rows = 5000;
  const columns = featureNames.map(() => Float32Array.from({ length: rows }, random));
  const labels = Uint8Array.from({ length: rows }, (_, row) => Number(columns[0]![row]! * random() > 0.4));
  const model = fitChances({ columns, labels }, random);
  const some = Array.from({ length: 500 }, (_, c) => profileOf(history, c));
  const order = fitOrderChance(
    some,
    Uint8Array.from(some, (_, c) => c % 2),
  );
  const ranking = { order, repeats: model, discoveries: model };
  const moment = momentAt(history, parts);
  return {
    version: 'bench',
    notes: [],
    history,
    products,
    parts,
    weights: { any: {}, new: {} },
    second: { ranking, moment },
  };
}

function millisecondsEach(recommender: Recommender, ids: readonly CustomerId[]): number[] {
  return ids.map((id) => {
    const started = performance.now();
    recommend(recommender, id, { limit: 20, filter: { inStock: true } });
    return performance.now() - started;
  });
}

const target = (reached: boolean) => (reached ? 'reached' : 'not reached');
const large = untaught(simulated());
millisecondsEach(large, large.history.customers.slice(0, 100));
const one = median(millisecondsEach(large, large.history.customers.slice(100, 100 + asked)));
console.log(`a list of 20 for one customer, two stages, ${items.toLocaleString('en')} products`);
console.log(
  `  ${one.toFixed(1)} ms (median of ${asked}), target ≤ ${mostMilliseconds}: ${target(one <= mostMilliseconds)}`,
);

const file = join(import.meta.dirname, '../../shared/data/online-retail.csv.gz');
if (existsSync(file)) {
  const retail = untaught(await onlineRetail(file));
  millisecondsEach(retail, retail.history.customers.slice(0, 100));
  const times = millisecondsEach(retail, retail.history.customers);
  const seconds = times.reduce((sum, time) => sum + time, 0) / 1000;
  console.log(
    `lists for all ${retail.history.customers.length.toLocaleString('en')} customers of Online Retail, one after the other`,
  );
  console.log(
    `  ${seconds.toFixed(1)} s, ${median(times).toFixed(1)} ms a customer, target ≤ ${mostSeconds} s: ${target(seconds <= mostSeconds)}`,
  );
} else {
  console.log('lists for all of Online Retail were not measured: ../shared/data/online-retail.csv.gz is not there');
}
