import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { type Random, seededRandom } from '../../config/index.ts';
import type { Pairs } from '../../embeddings/history.ts';
import { type Factors, fitIals, foldIn, foldInAll, type IalsSettings, type Taste } from '../../embeddings/ials.ts';
import { startEngine } from '../../kernels/index.ts';

const one = startEngine({ threads: 1 });
const three = startEngine({ threads: 3 });
const plain = startEngine({ threads: 1, relaxed: false });
after(() => Promise.all([one.stop(), three.stop(), plain.stop()]));

/** Customers with 0 to `most` items each, some items with none; some weights are below 0. */
function randomPairs(
  customers: number,
  items: number,
  most: number,
  random: Random,
): Pairs & { readonly weight: Float32Array } {
  const start = new Int32Array(customers + 1);
  const item: number[] = [];
  for (let c = 0; c < customers; c++) {
    const own = new Set(
      Array.from({ length: Math.floor(random() * (most + 1)) }, () => Math.floor(items * random() ** 2)),
    );
    item.push(...[...own].sort((a, b) => a - b));
    start[c + 1] = item.length;
  }
  const weight = Float32Array.from(item, () => (random() < 0.2 ? -random() : 0.05 + 0.95 * random()));
  return { customers, items, start, item: Int32Array.from(item), weight };
}

function tasteIn({ start, item, weight }: ReturnType<typeof randomPairs>, customer: number): Taste {
  const taste = new Map<number, number>();
  for (let at = start[customer]!; at < start[customer + 1]!; at++) taste.set(item[at]!, weight[at]!);
  return taste;
}

/** Solves the row's normal equations by elimination, in double precision: what the conjugate gradients come close to. */
function solveDense(vectors: ArrayLike<number>, taste: Taste, items: number, settings: IalsSettings): number[] {
  const { factors: d, unobservedWeight, regularisation } = settings;
  const rows = Array.from({ length: d }, (_, k) =>
    Array.from({ length: d + 1 }, (_, m) => (k === m ? 1 : 0) as number),
  );
  const ridge = regularisation * (taste.size + unobservedWeight * items);
  rows.forEach((row, k) => {
    row[k] = ridge;
    for (let item = 0; item < items; item++) {
      const own = taste.get(item) ?? 0;
      const weight = unobservedWeight + Math.abs(own);
      for (let m = 0; m < d; m++) row[m]! += weight * vectors[item * d + k]! * vectors[item * d + m]!;
      row[d]! += Math.max(0, own) * vectors[item * d + k]!;
    }
  });
  for (let k = 0; k < d; k++) {
    for (let below = 0; below < d; below++) {
      if (below === k) continue;
      const share = rows[below]![k]! / rows[k]![k]!;
      for (let m = k; m <= d; m++) rows[below]![m]! -= share * rows[k]![m]!;
    }
  }
  return rows.map((row, k) => row[d]! / row[k]!);
}

/** The value of what is minimised. */
function objective(
  pairs: Pairs & { readonly weight: Float32Array },
  settings: IalsSettings,
  customerVectors: ArrayLike<number>,
  itemVectors: ArrayLike<number>,
): number {
  const { factors: d, unobservedWeight, regularisation } = settings;
  const takers = new Int32Array(pairs.items);
  for (const item of pairs.item) takers[item]!++;
  const square = (vectors: ArrayLike<number>, row: number) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += vectors[row * d + k]! ** 2;
    return sum;
  };
  let value = 0;
  for (let c = 0; c < pairs.customers; c++) {
    const own = tasteIn(pairs, c);
    value += regularisation * (own.size + unobservedWeight * pairs.items) * square(customerVectors, c);
    for (let i = 0; i < pairs.items; i++) {
      let score = 0;
      for (let k = 0; k < d; k++) score += customerVectors[c * d + k]! * itemVectors[i * d + k]!;
      const weight = own.get(i) ?? 0;
      value += unobservedWeight * score * score + Math.abs(weight) * (Number(weight > 0) - score) ** 2;
    }
  }
  for (let i = 0; i < pairs.items; i++) {
    value += regularisation * (takers[i]! + unobservedWeight * pairs.customers) * square(itemVectors, i);
  }
  return value;
}

test('a folded-in customer has the vector that solves the normal equations, for any sizes and weights', () => {
  const cases = fc.record({
    customers: fc.integer({ min: 1, max: 12 }),
    items: fc.integer({ min: 1, max: 40 }),
    factors: fc.integer({ min: 1, max: 21 }),
    unobservedWeight: fc.constantFrom(0.1, 1),
    regularisation: fc.constantFrom(0.003, 0.1),
    seed: fc.integer(),
    relaxed: fc.boolean(),
  });
  fc.assert(
    fc.property(cases, ({ customers, items, seed, relaxed, ...rest }) => {
      const random = seededRandom(seed);
      const settings = { ...rest, sweeps: 4, halfLifeDays: null };
      const pairs = randomPairs(customers, items, 15, random);
      const engine = relaxed ? three : plain;
      const model = fitIals(pairs, settings, random, undefined, engine);
      assert.equal(engine.allocator.used, 0);
      const together = foldInAll(model, pairs);
      for (let c = 0; c < customers; c++) {
        const taste = tasteIn(pairs, c);
        const expected = solveDense(model.itemVectors, taste, items, settings);
        const scale = Math.max(1e-3, ...expected.map(Math.abs));
        for (const vector of [foldIn(model, taste), together.subarray(c * rest.factors, (c + 1) * rest.factors)]) {
          assert.equal(vector.length, rest.factors);
          expected.forEach((value, k) => {
            assert.ok(Math.abs(vector[k]! - value) < 2e-3 * scale, `${vector[k]} for ${value}`);
          });
        }
      }
    }),
    { numRuns: 60, seed: 6 },
  );
});

test('training goes to the minimum that exact alternation in double precision finds', () => {
  const settings = { factors: 4, unobservedWeight: 0.3, regularisation: 0.02, sweeps: 40, halfLifeDays: null };
  const pairs = randomPairs(40, 25, 8, seededRandom(11));
  const model = fitIals(pairs, settings, seededRandom(2), undefined, one);
  const reached = objective(pairs, settings, foldInAll(model, pairs), model.itemVectors);

  let itemVectors: number[] = [
    ...fitIals(pairs, { ...settings, sweeps: 0 }, seededRandom(2), undefined, one).itemVectors,
  ];
  let customerVectors: number[] = [];
  const takersOf = Array.from({ length: pairs.items }, () => new Map<number, number>());
  for (let c = 0; c < pairs.customers; c++) {
    for (const [item, weight] of tasteIn(pairs, c)) takersOf[item]!.set(c, weight);
  }
  for (let sweep = 0; sweep < settings.sweeps; sweep++) {
    customerVectors = Array.from({ length: pairs.customers }, (_, c) =>
      solveDense(itemVectors, tasteIn(pairs, c), pairs.items, settings),
    ).flat();
    itemVectors = takersOf.flatMap((takers) => solveDense(customerVectors, takers, pairs.customers, settings));
  }
  const exact = objective(pairs, settings, customerVectors, itemVectors);
  assert.ok(Math.abs(reached - exact) < 0.01 * exact, `${reached} beside ${exact}`);
});

test('the same pairs and seed give the same bytes on one thread and on three, and a sweep is told when it is done', async () => {
  const pairs = randomPairs(3000, 700, 40, seededRandom(5));
  const settings = { factors: 20, unobservedWeight: 0.3, regularisation: 0.01, sweeps: 3, halfLifeDays: null };
  const sweeps: number[] = [];
  const fit = (engine: typeof one): Factors =>
    fitIals(pairs, settings, seededRandom(1), (done) => sweeps.push(done), engine);
  const expected = fit(one);
  assert.deepEqual(sweeps, [1, 2, 3]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (let round = 0; round < 4; round++) assert.deepEqual(fit(three), expected);
  assert.equal(three.allocator.used, 0);
});

test('customers and items without any pair have zeros, and nobody at all is no error', () => {
  const settings = { factors: 5, unobservedWeight: 0.3, regularisation: 0.01, sweeps: 2, halfLifeDays: null };
  const pairs = { customers: 3, items: 3, start: Int32Array.of(0, 0, 2, 2), item: Int32Array.of(0, 2) };
  const model = fitIals(pairs, settings, seededRandom(1), undefined, one);
  assert.deepEqual(model.itemVectors.subarray(5, 10), new Float32Array(5));
  assert.deepEqual(foldIn(model, new Map()), new Float32Array(5));
  assert.ok(foldIn(model, new Map([[0, 1]])).some((value) => value !== 0));
  const nobody = { customers: 0, items: 0, start: new Int32Array(1), item: new Int32Array(0) };
  assert.deepEqual(fitIals(nobody, settings, seededRandom(1), undefined, one).itemVectors, new Float32Array(0));
});
