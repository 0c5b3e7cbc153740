import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accuracy, calibrationError, variety } from '../../embeddings/list-figures.ts';

const list = (ranked: number[], scores: number[], relevant: number[]) => ({
  ranked,
  scores,
  relevant: new Set(relevant),
});

test('coverage, novelty and the share of differing lists are what their definitions say', () => {
  const lists = [list([0, 1], [1, 1], []), list([0, 1], [1, 1], []), list([2, 1], [1, 1], [])];
  // Of 4 customers 4 took item 0, 2 item 1, 1 item 2 and 1 item 3, which no list holds; of the 3 pairs of lists one is alike.
  const { coverage, novelty, differing } = variety(lists, [4, 2, 1, 1, 0], 4);
  assert.equal(coverage, 3 / 4);
  assert.equal(novelty, (0 + 1 + 0 + 1 + 2 + 1) / 6);
  assert.ok(Math.abs(differing! - 2 / 3) < 1e-12);
});

test('scores that come true as often as they say have no calibration error, others by how far they are off', () => {
  const half = Array.from({ length: 100 }, (_, c) => list([0, 1], [0.5, 0.5], [c % 2]));
  assert.ok(calibrationError(half) < 1e-12);
  const boastful = half.map(({ ranked, relevant }) => ({ ranked, relevant, scores: [0.9, 0.9] }));
  assert.ok(Math.abs(calibrationError(boastful) - 0.4) < 1e-12);
});

test('recall and NDCG are means over the lists', () => {
  const figures = accuracy([list([0, 1], [1, 1], [0]), list([0, 1], [1, 1], [7])], [1, 2]);
  assert.equal(figures['recall@1'], 0.5);
  assert.equal(figures['ndcg@2'], 0.5);
});
