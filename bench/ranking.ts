import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../config/index.ts';
import { usualIals } from '../embeddings/choose-ials.ts';
import { distinctPairs, type History, historyFrom, profileOf } from '../embeddings/history.ts';
import { fitIals } from '../embeddings/ials.ts';
import type { Neighbours } from '../embeddings/neighbours.ts';
import { type Parts, trendDays } from '../embeddings/parts.ts';
import { fitPopularity } from '../embeddings/popularity.ts';
import { fitChances } from '../embeddings/ranking/chance-model.ts';
import { featureNames } from '../embeddings/ranking/features.ts';
import { momentAt } from '../embeddings/ranking/moment.ts';
import { fitOrderChance } from '../embeddings/ranking/order-chance.ts';
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

/** As many neighbours as training keeps, of items by chance. */
function someNeighbours(of: number, each: number, among: number): Neighbours {
  const taking = Math.min(of, among);
  return {
    start: Int32Array.from({ length: of + 1 }, (_, item) => each * Math.min(item, taking)),
    item: Int32Array.from({ length: each * taking }, () => Math.floor(taking * random())),
    weight: Float32Array.from({ length: each * taking }, random),
  };
}

/** A recommender of the size that training gives. What it says means nothing, for it was not learnt, but it takes as long. */
function untaught(history: History): Recommender {
  const count = history.items.length;
  const products = history.items.map((productId, item): Product => {
    const unknown = { brand: null, description: null, stock: null, cost: null, imageUrl: null };
    return { productId, title: `Thing ${item}`, category: `k${item % 89}`, price: 5, ...unknown };
  });
  const pairs = distinctPairs(history);
  const parts: Parts = {
    ordered: true,
    popularity: fitPopularity(history, 36_500),
    trend: fitPopularity(history, trendDays),
    ease: someNeighbours(count, 400, 3500),
    itemItem: someNeighbours(count, 100, count),
    transitions: someNeighbours(count, 400, Math.min(count, 20_000)),
    together: someNeighbours(count, 100, count),
    texts: someNeighbours(count, 50, count),
    factors: fitIals(pairs, { ...usualIals, sweeps: 1 }, random),
  };
  const rows = 5000;
  const columns = featureNames.map(() => Float32Array.from({ length: rows }, random));
  const labels = Uint8Array.from({ length: rows }, (_, row) => Number(columns[0]![row]! * random() > 0.4));
  const model = fitChances({ columns, labels }, random);
  const some = Array.from({ length: 500 }, (_, c) => profileOf(history, c));
  const order = fitOrderChance(
    some,
    Uint8Array.from(some, (_, c) => c % 2),
  );
  const second = { ranking: { order, repeats: model, discoveries: model }, moment: momentAt(history, parts) };
  return { version: 'bench', notes: [], history, products, parts, weights: { any: {}, new: {} }, second };
}

/** Wall time and processor time of a list for each customer, in milliseconds. */
function timesOf(recommender: Recommender, ids: readonly CustomerId[]) {
  const times = ids.map((id) => {
    const started = performance.now();
    const before = process.cpuUsage();
    recommend(recommender, id, { limit: 20, filter: { inStock: true } });
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - started, processor: (user + system) / 1000 };
  });
  return { wall: times.map(({ wall }) => wall), processor: times.map(({ processor }) => processor) };
}

const sum = (times: readonly number[]) => times.reduce((total, time) => total + time, 0);

const target = (reached: boolean) => (reached ? 'reached' : 'not reached');
const large = untaught(simulated());
timesOf(large, large.history.customers.slice(0, 100));
const some = timesOf(large, large.history.customers.slice(100, 100 + asked));
const one = median(some.wall);
console.log(`a list of 20 for one customer, two stages, ${items.toLocaleString('en')} products`);
console.log(
  `  ${one.toFixed(1)} ms (median of ${asked}), target ≤ ${mostMilliseconds}: ${target(one <= mostMilliseconds)}; processor time ${median(some.processor).toFixed(1)} ms`,
);

const file = join(import.meta.dirname, '../../shared/data/online-retail.csv.gz');
if (existsSync(file)) {
  const retail = untaught(await onlineRetail(file));
  timesOf(retail, retail.history.customers.slice(0, 100));
  const all = timesOf(retail, retail.history.customers);
  const seconds = sum(all.wall) / 1000;
  console.log(
    `lists for all ${retail.history.customers.length.toLocaleString('en')} customers of Online Retail, one after the other`,
  );
  console.log(
    `  ${seconds.toFixed(1)} s, target ≤ ${mostSeconds} s: ${target(seconds <= mostSeconds)}; processor time ${(sum(all.processor) / 1000).toFixed(1)} s`,
  );
} else {
  console.log('lists for all of Online Retail were not measured: ../shared/data/online-retail.csv.gz is not there');
}
