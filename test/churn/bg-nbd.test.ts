import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BgNbd, expectedPurchases, fitBgNbd, probabilityAlive, probabilityOfSilence } from '../../churn/bg-nbd.ts';
import type { BuyingHistories } from '../../churn/buying-history.ts';
import { expectedPurchaseValue, fitGammaGamma } from '../../churn/gamma-gamma.ts';
import { hypergeometric, logGamma } from '../../churn/log-gamma.ts';
import { nelderMead } from '../../churn/nelder-mead.ts';
import { normal, type Random, seededRandom } from '../../config/index.ts';

const truth: BgNbd = { r: 0.6, alpha: 5, a: 0.9, b: 2.5, degenerate: false };

/** A gamma draw by Marsaglia and Tsang. */
function gamma(random: Random, shape: number, rate: number): number {
  if (shape < 1) return gamma(random, shape + 1, rate) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return (d * v) / rate;
  }
}

/** Customers who behave exactly as the model says, and what they did after the cutoff. */
function simulate(customers: number, weeks: number, horizon: number) {
  const random = seededRandom(5);
  const columns = {
    repeats: [] as number[],
    lastWeek: [] as number[],
    weeks: [] as number[],
    meanValue: [] as number[],
  };
  const future: number[] = [];
  for (let i = 0; i < customers; i++) {
    const rate = gamma(random, truth.r, truth.alpha);
    const first = gamma(random, truth.a, 1);
    const leaving = first / (first + gamma(random, truth.b, 1));
    const observed = weeks * (0.5 + 0.5 * random());
    let time = 0;
    let repeats = 0;
    let last = 0;
    let after = 0;
    for (;;) {
      time -= Math.log(random()) / rate;
      if (time > observed + horizon) break;
      if (time <= observed) {
        repeats++;
        last = time;
      } else after++;
      if (random() < leaving) break;
    }
    columns.repeats.push(repeats);
    columns.lastWeek.push(last);
    columns.weeks.push(observed);
    const value = gamma(random, 3, 1) / (gamma(random, 4, 60) + 1e-9);
    columns.meanValue.push(repeats > 0 ? value : 0);
    future.push(after);
  }
  const histories = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
  ) as unknown as BuyingHistories;
  return { histories, future };
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

test('ln Γ and ₂F₁ give the values of the tables', () => {
  assert.ok(Math.abs(logGamma(0.5) - Math.log(Math.sqrt(Math.PI))) < 1e-12);
  assert.ok(Math.abs(logGamma(11) - Math.log(3_628_800)) < 1e-10);
  // ₂F₁(1, 1; 2; z) = −ln(1 − z) / z
  assert.ok(Math.abs(hypergeometric(1, 1, 2, 0.7) + Math.log(0.3) / 0.7) < 1e-10);
});

test("Nelder and Mead's simplex finds the bottom of Rosenbrock's valley", () => {
  const { at } = nelderMead(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2, [-1.2, 1], { tolerance: 1e-14 });
  assert.ok(Math.hypot(at[0]! - 1, at[1]! - 1) < 1e-4, String(at));
});

test('BG/NBD finds the parameters that customers were made with, and foretells what they do next', () => {
  const { histories, future } = simulate(12_000, 60, 13);
  const model = fitBgNbd(histories);
  assert.equal(model.degenerate, false);
  for (const name of ['r', 'alpha', 'a', 'b'] as const) {
    const ratio = model[name] / truth[name];
    assert.ok(ratio > 0.75 && ratio < 1.33, `${name}: ${model[name]} for ${truth[name]}`);
  }
  const silent = mean(future.map((count) => (count === 0 ? 1 : 0)));
  assert.ok(Math.abs(mean(probabilityOfSilence(model, histories, 13)) - silent) < 0.01);
  assert.ok(Math.abs(mean(expectedPurchases(model, histories, 13)) / mean(future) - 1) < 0.05);
});

test('a customer who bought often and then fell silent is less likely to be alive than one who bought lately', () => {
  const histories: BuyingHistories = {
    repeats: Float64Array.of(10, 10, 0),
    lastWeek: Float64Array.of(10, 29, 0),
    weeks: Float64Array.of(30, 30, 30),
    meanValue: Float64Array.of(20, 20, 0),
  };
  const [silent, recent, once] = probabilityAlive(truth, histories);
  assert.ok(silent! < 0.05 && recent! > 0.8);
  assert.equal(once, 1);
});

test('gamma-gamma draws a single purchase towards the mean of all, and leaves a long history alone', () => {
  const { histories } = simulate(6000, 60, 13);
  const model = fitGammaGamma(histories)!;
  const rows: BuyingHistories = {
    repeats: Float64Array.of(1, 100, 0),
    lastWeek: Float64Array.of(1, 1, 0),
    weeks: Float64Array.of(2, 2, 2),
    meanValue: Float64Array.of(500, 500, 0),
  };
  const [single, long, none] = expectedPurchaseValue(model, rows);
  assert.ok(none! < single! && single! < long! && long! < 510, `${none} ${single} ${long}`);
  assert.ok(Math.abs(long! - 500) < 50);
});
