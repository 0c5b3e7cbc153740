import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { normal, seededRandom } from '../../config/index.ts';
import { sequenceBatches } from '../../embeddings/next-item/batches.ts';
import { candidates } from '../../embeddings/next-item/candidates.ts';
import { batchGradients, initialWeights, parametersOf } from '../../embeddings/next-item/network.ts';
import { stepsOf } from '../../embeddings/next-item/steps.ts';
import { startEngine } from '../../kernels/index.ts';
import { historyOf } from './history-of.ts';

const engine = startEngine({ threads: 2 });
after(() => engine.stop());

/** Customers with baskets of 1 to 3 items, 2 to 9 of them. */
function someSteps(items: number, customers: number, step: 'row' | 'basket') {
  const random = seededRandom(1);
  const below = (count: number) => Math.floor(random() * count);
  const history = historyOf(
    Array.from({ length: customers }, () =>
      Array.from({ length: 2 + below(8) }, () => Array.from({ length: 1 + below(3) }, () => below(items))),
    ),
    items,
  );
  return stepsOf(history, history.start, step);
}

for (const [step, ahead] of [
  ['row', 1],
  ['basket', 3],
] as const) {
  test(`gradients are the slopes that finite differences show: a step is a ${step}, ${ahead} ahead`, () => {
    const steps = someSteps(30, 12, step);
    const random = seededRandom(2);
    const weights = initialWeights(30, 7, random);
    const parameters = parametersOf(weights);
    for (const values of parameters) for (let i = 0; i < values.length; i++) values[i] = 0.4 * normal(random);
    const settings = { longest: 5, batchSteps: 1000, inputDropout: 0.3, stateDropout: 0.3, ahead };
    const end = steps.start.slice(1);
    const endOfStep = new Int32Array(steps.gap.length);
    for (let c = 0; c < end.length; c++) endOfStep.fill(end[c]!, steps.start[c]!, end[c]!);
    const [batch] = sequenceBatches(steps, end, settings, random);
    // The same seed leaves the same values out.
    const learn = () =>
      batchGradients(weights, steps, endOfStep, new Float64Array(30), batch!, settings, seededRandom(3), engine);
    const { gradients } = learn();
    for (const [p, values] of parameters.entries()) {
      const gradient = gradients[p]!;
      const length = Math.hypot(...gradient);
      assert.ok(length > 1e-3);
      const kept = values.slice();
      const lossAt = (distance: number) => {
        for (let i = 0; i < values.length; i++) values[i] = kept[i]! + (distance * gradient[i]!) / length;
        return learn().loss;
      };
      const slope = (lossAt(1e-2) - lossAt(-1e-2)) / 2e-2;
      values.set(kept);
      assert.ok(Math.abs(slope - length) < 0.01 * length + 1e-4, `parameter ${p}: ${slope} for ${length}`);
    }
  });
}

test('every step but the last of a customer is learnt from once, however long the customer', () => {
  const steps = someSteps(30, 40, 'row');
  const end = steps.start.slice(1);
  const seen = new Int32Array(steps.gap.length);
  const batches = sequenceBatches(steps, end, { longest: 4, batchSteps: 50 }, seededRandom(4));
  for (const { first, last, steps: longest } of batches) {
    for (let i = 0; i < first.length; i++) {
      assert.ok(last[i]! - first[i]! <= longest && longest <= 4);
      for (let step = first[i]!; step < last[i]!; step++) seen[step]!++;
    }
  }
  const expected = new Int32Array(steps.gap.length).fill(1);
  for (let c = 0; c < end.length; c++) if (end[c]! > steps.start[c]!) expected[end[c]! - 1] = 0;
  assert.deepEqual(seen, expected);
});

test('drawn candidates estimate the sum over all items without bias', () => {
  const items = 30_000;
  const random = seededRandom(5);
  const offsets = Float32Array.from({ length: items }, () => normal(random));
  // Half of all targets are among the first 100 items.
  const popularity = new Float64Array(items).fill(0.5 / items);
  for (let item = 0; item < 100; item++) popularity[item]! += 0.5 / 100;
  const rows = 500;
  let estimate = 0;
  for (let round = 0; round < 60; round++) {
    const targets = Int32Array.from({ length: rows }, () => Math.floor(random() * (random() < 0.5 ? 100 : items)));
    const chosen = candidates(items, targets, popularity, rows, random);
    estimate += chosen.corrected(offsets).reduce((sum, logit) => sum + Math.exp(logit), 0) / 60;
    assert.ok(chosen.places(targets).every((place) => place >= 0));
  }
  const exact = offsets.reduce((sum, logit) => sum + Math.exp(logit), 0);
  assert.ok(Math.abs(estimate / exact - 1) < 0.01, `${estimate} for ${exact}`);
});
