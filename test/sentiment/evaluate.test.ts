import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateSentiment } from '../../sentiment/index.ts';
import { simpleReviews } from './examples.ts';

test('the figures have the names and the values that are promised', async () => {
  const train = simpleReviews('en', ['negative', 'positive'], 200, 1);
  const right = simpleReviews('en', ['negative', 'positive'], 40, 2);
  // Three of four right, one of four labelled the other way.
  const test = right.map(({ text, label }, i) => ({
    text,
    label: i % 4 === 0 ? (label === 'negative' ? ('positive' as const) : ('negative' as const)) : label,
  }));
  const figures = await evaluateSentiment(train, test, { seed: 1 });
  assert.deepEqual(Object.keys(figures), ['rows', 'holdfast', 'baselines', 'seconds']);
  assert.deepEqual(Object.keys(figures.holdfast), ['accuracy', 'macro_f1', 'ece']);
  assert.deepEqual(Object.keys(figures.baselines), ['naive_bayes', 'most_frequent', 'vader']);
  assert.equal(figures.rows, 40);
  assert.equal(figures.holdfast.accuracy, 0.75);
  // negative: 10 right, 20 said, 10 meant (2 · 10 / 30); positive: 20 right, 20 said, 30 meant (2 · 20 / 50).
  assert.ok(Math.abs(figures.holdfast.macro_f1 - (20 / 30 + 40 / 50) / 2) < 1e-12);
  assert.ok(figures.seconds > 0);
});

test('a label that the training lacks counts as wrong wherever it stands', async () => {
  const train = simpleReviews('en', ['negative', 'positive'], 100, 1);
  const test = simpleReviews('en', ['negative', 'neutral', 'positive'], 30, 2);
  const { holdfast, baselines } = await evaluateSentiment(train, test, { seed: 1 });
  assert.ok(holdfast.accuracy <= 2 / 3);
  assert.ok(holdfast.macro_f1 < 2 / 3);
  assert.ok(baselines.most_frequent!.accuracy <= 1 / 3 + 1e-9);
});

test('the answers of naive Bayes are those of its own rows, also past the first thousands', async () => {
  const train = simpleReviews('zh', ['negative', 'positive'], 100, 1);
  const test = simpleReviews('zh', ['negative', 'positive'], 12_000, 2);
  const { baselines } = await evaluateSentiment(train, test, { seed: 1 });
  assert.equal(baselines.naive_bayes!.accuracy, 1);
});
