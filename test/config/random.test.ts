import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normal, seededRandom, shuffle } from '../../config/index.ts';

const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('the same seed gives the same numbers, another seed others', () => {
  assert.deepEqual(draw(20, seededRandom(7)), draw(20, seededRandom(7)));
  assert.notDeepEqual(draw(20, seededRandom(7)), draw(20, seededRandom(8)));
});

test('numbers are uniform in [0, 1): mean, variance and every tenth', () => {
  const values = draw(100_000, seededRandom(1));
  assert.ok(values.every((value) => value >= 0 && value < 1));
  assert.ok(Math.abs(mean(values) - 0.5) < 0.005);
  const tenths = new Array(10).fill(0);
  for (const value of values) tenths[Math.floor(value * 10)]++;
  assert.ok(tenths.every((count) => Math.abs(count - 10_000) < 500));
});

test('normal numbers have mean 0 and variance 1', () => {
  const random = seededRandom(3);
  const values = draw(100_000, () => normal(random));
  assert.ok(Math.abs(mean(values)) < 0.02);
  assert.ok(Math.abs(mean(values.map((value) => value ** 2)) - 1) < 0.03);
});

test('a shuffle keeps every item and gives each place its chance', () => {
  const random = seededRandom(5);
  const first = new Array(4).fill(0);
  for (let round = 0; round < 8000; round++) {
    const items = shuffle([0, 1, 2, 3], random);
    assert.deepEqual([...items].sort(), [0, 1, 2, 3]);
    first[items[0]!]++;
  }
  assert.ok(first.every((count) => Math.abs(count - 2000) < 200));
});
