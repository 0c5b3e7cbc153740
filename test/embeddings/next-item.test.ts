import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { seededRandom, shuffle } from '../../config/index.ts';
import { profileOf } from '../../embeddings/history.ts';
import { fitNextItem, nextItemSettings, refitNextItem } from '../../embeddings/next-item/fit.ts';
import {
  type NextItemSettings,
  nextItemVector,
  nextItemVectors,
  restoreNextItem,
  stateOf,
  storedNextItem,
} from '../../embeddings/next-item/model.ts';
import { nextItemScorer } from '../../embeddings/next-item/scorer.ts';
import { stateAfter } from '../../embeddings/next-item/update.ts';
import { startEngine } from '../../kernels/index.ts';
import { historyOf } from './history-of.ts';

const engine = startEngine({ threads: 2 });
after(() => engine.stop());

const settings: NextItemSettings = {
  step: 'row',
  width: 16,
  longest: 20,
  batchSteps: 50,
  epochs: 30,
  learningRate: 0.02,
  weightDecay: 0.01,
  inputDropout: 0.1,
  stateDropout: 0.1,
  ahead: 1,
};

/** Customers who walk around a ring of items, one after the other, half of them backwards. */
function ring(items: number, customers: number, steps: number) {
  const random = seededRandom(1);
  return historyOf(
    Array.from({ length: customers }, (_, c) => {
      const first = Math.floor(random() * items);
      const walk = Array.from({ length: steps }, (_, step) => [(first + step) % items]);
      return c % 2 === 0 ? walk : walk.reverse();
    }),
    items,
  );
}

/** The items from the best score to the worst. */
function ranked(scores: Float64Array): number[] {
  return [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
}

test('what follows is foretold from the order: the same items the other way round lead elsewhere', () => {
  const { model } = fitNextItem(ring(12, 60, 9), settings, 1, undefined, engine);
  const scorer = nextItemScorer(model);
  const scores = new Float64Array(12);
  const walk = profileOf(historyOf([[[3], [4], [5], [6]]], 12), 0);
  scorer.score(walk, scores);
  assert.equal(ranked(scores)[0], 7);
  assert.ok(Math.abs(scores.reduce((sum, chance) => sum + chance, 0) - 1) < 1e-9);
  assert.deepEqual(scorer.why(walk, 7), { kind: 'because-of', item: 6 });
  const back = new Float64Array(12);
  scorer.score(profileOf(historyOf([[[6], [5], [4], [3]]], 12), 0), back);
  assert.equal(ranked(back)[0], 2);
});

test('one seed gives the same bytes with one thread and with two, another seed gives others', async () => {
  const history = ring(40, 80, 9);
  const few = { ...settings, epochs: 3 };
  const one = startEngine({ threads: 1 });
  const expected = storedNextItem(fitNextItem(history, few, 5, undefined, one).model);
  assert.deepEqual(storedNextItem(fitNextItem(history, few, 5, undefined, engine).model), expected);
  assert.notDeepEqual(storedNextItem(fitNextItem(history, few, 6, undefined, engine).model), expected);
  assert.equal(engine.allocator.used, 0);
  await one.stop();
});

test("a basket's items don't foretell each other, what came before them does", () => {
  // Items 0 to 9 each come with a partner of 10 to 19; the pair after is the next one.
  const random = seededRandom(2);
  const customers = Array.from({ length: 80 }, () => {
    const first = Math.floor(random() * 10);
    return Array.from({ length: 6 }, (_, step) => [(first + step) % 10, 10 + ((first + step) % 10)]);
  });
  const { model } = fitNextItem(historyOf(customers, 20), { ...settings, step: 'basket' }, 1, undefined, engine);
  const scores = new Float64Array(20);
  nextItemScorer(model).score(profileOf(historyOf([[[2], [3]]], 20), 0), scores);
  assert.deepEqual(ranked(scores).slice(0, 2).sort(), [14, 4]);
  assert.ok(scores[13]! < 0.2 * scores[14]!, `${scores[13]} for the partner, ${scores[14]} for what follows`);
});

test("the order of a basket's lines changes nothing", () => {
  const { model } = fitNextItem(ring(12, 20, 6), { ...settings, step: 'basket', epochs: 2 }, 1, undefined, engine);
  const baskets = [
    [1, 5, 7],
    [2, 3, 11],
  ];
  const turned = baskets.map((basket) => shuffle([...basket], seededRandom(3)));
  const [a, b] = [baskets, turned].map((own) => stateOf(model, profileOf(historyOf([own], 12), 0)));
  for (const [k, value] of a!.entries()) assert.ok(Math.abs(value - b![k]!) < 1e-6);
});

for (const step of ['row', 'basket'] as const) {
  test(`a new ${step} updates the state as if the whole history were read again`, () => {
    const { model } = fitNextItem(ring(12, 20, 6), { ...settings, step, epochs: 2 }, 1, undefined, engine);
    const baskets = step === 'row' ? [[4], [9], [9]] : [[4, 1], [9], [2, 3, 7]];
    const day = 86_400_000;
    let state = stateOf(model, profileOf(historyOf([[]], 12), 0));
    assert.deepEqual(state, new Float32Array(16));
    for (const [index, items] of baskets.entries()) {
      state = stateAfter(model, state, { items, since: index === 0 ? undefined : day });
      const whole = stateOf(model, profileOf(historyOf([baskets.slice(0, index + 1)], 12), 0));
      for (const [k, value] of whole.entries()) assert.ok(Math.abs(value - state[k]!) < 2e-6);
    }
  });
}

test('the products of customer and item vectors rank as the scores do', () => {
  const { model } = fitNextItem(ring(12, 30, 7), { ...settings, epochs: 4 }, 1, undefined, engine);
  const profile = profileOf(historyOf([[[1], [2]]], 12), 0);
  const customer = nextItemVector(model, profile);
  const vectors = nextItemVectors(model);
  const products = Float64Array.from({ length: 12 }, (_, item) => {
    return customer.reduce((sum, value, k) => sum + value * vectors[item * customer.length + k]!, 0);
  });
  const scores = new Float64Array(12);
  nextItemScorer(model).score(profile, scores);
  assert.deepEqual(ranked(products), ranked(scores));
});

test('a stored model comes back as it was', () => {
  const { model } = fitNextItem(ring(12, 20, 6), { ...settings, epochs: 1 }, 1, undefined, engine);
  const stored = storedNextItem(model);
  assert.deepEqual(restoreNextItem(structuredClone(stored)), model);
  assert.throws(() => restoreNextItem({ ...stored, items: 13 }), /numbers, not/);
});

test('settings afford as many epochs as there is time for', () => {
  const small = nextItemSettings(ring(12, 20, 6));
  assert.deepEqual([small.step, small.batchSteps, small.epochs], ['basket', 64, 30]);
  const large = nextItemSettings({ ...ring(12, 5000, 20), items: Array.from({ length: 50_000 }, () => '' as never) });
  assert.ok(large.epochs < 20 && large.batchSteps === 4000);
});

test('histories in which nothing follows anything give a model that says nothing for nobody', () => {
  for (const customers of [[], [[[0]]], [[[0], [0]]], [[], [[0, 0]]]]) {
    const { model } = fitNextItem(historyOf(customers, 1), { ...settings, epochs: 2 }, 1, undefined, engine);
    const scores = new Float64Array(1);
    nextItemScorer(model).score(profileOf(historyOf([[[0]]], 1), 0), scores);
    assert.deepEqual(scores, Float64Array.of(1));
    nextItemScorer(model).score(profileOf(historyOf([[]], 1), 0), scores);
    assert.deepEqual(scores, Float64Array.of(0));
  }
});

test('learnt again from everything, the newest steps count too: what only they show is foretold', () => {
  // Item 11 follows item 10 in the newest step of every customer and nowhere else.
  const walks = Array.from({ length: 400 }, (_, c) => [[c % 10], [(c + 1) % 10], [10], [11]]);
  const history = historyOf(walks, 12);
  const { epochs } = fitNextItem(history, { ...settings, epochs: 4 }, 1, undefined, engine);
  assert.ok(epochs >= 1 && epochs <= 4);
  const scores = new Float64Array(12);
  const model = refitNextItem(history, { ...settings, epochs: 4 }, epochs, 1, undefined, engine);
  nextItemScorer(model).score(profileOf(historyOf([[[3], [4], [10]]], 12), 0), scores);
  assert.equal(ranked(scores)[0], 11);
});
