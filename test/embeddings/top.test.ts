import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { best, nthLargest } from '../../embeddings/top.ts';

/** Few different values, so that many are equal. */
const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), { maxLength: 200 });

test('the best are those that sorting puts first, the lower index first of equal ones, and none at −Infinity', () => {
  fc.assert(
    fc.property(scores, fc.nat(220), (values, count) => {
      const sorted = [...values.keys()].filter((i) => values[i]! > Number.NEGATIVE_INFINITY);
      sorted.sort((a, b) => (values[a] === values[b] ? a - b : values[a]! > values[b]! ? -1 : 1));
      assert.deepEqual(best(values, count), sorted.slice(0, count));
    }),
  );
});

test('the n-th largest value is the one that sorting puts there', () => {
  fc.assert(
    fc.property(
      scores.filter(({ length }) => length > 0),
      fc.nat(),
      (values, at) => {
        const sorted = Float64Array.from(values).sort().reverse();
        const place = at % values.length;
        assert.ok(nthLargest(Float64Array.from(values), place + 1) === sorted[place]);
      },
    ),
  );
});
