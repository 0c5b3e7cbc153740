import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../config/index.ts';
import { discoveries, findChange } from '../../sentiment/voice/change-point.ts';
import { trendOf } from '../../sentiment/voice/trend.ts';

const day = 86_400_000;
const daily = (count: number) => Array.from({ length: count }, (_, i) => i * day);

/** Numbers of the yes events when each has its own chance. */
function drawn(count: number, chance: (i: number) => number, random: () => number): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((i) => random() < chance(i));
}

test('where nothing changes, a rise is seen at most as often as the test says', () => {
  const random = seededRandom(1);
  for (const [count, share] of [
    [30, 0.3],
    [100, 0.1],
    [400, 0.05],
  ] as const) {
    const runs = 2000;
    let seen = 0;
    for (let run = 0; run < runs; run++) {
      const change = findChange(
        drawn(count, () => share, random),
        count,
        daily(count),
      );
      if (change && change.pRise <= 0.05) seen++;
    }
    assert.ok(seen / runs <= 0.06, `${count} events, share ${share}: ${seen / runs}`);
  }
});

test('a rise from 5 % to 30 % is found, near where it was, and is no fall', () => {
  const random = seededRandom(2);
  let near = 0;
  for (let run = 0; run < 100; run++) {
    const change = findChange(
      drawn(300, (i) => (i < 200 ? 0.05 : 0.3), random),
      300,
      daily(300),
    )!;
    assert.ok(change.after > change.before && change.pFall > 0.05);
    if (change.pRise < 0.001 && Math.abs(change.index - 200) <= 25) near++;
  }
  assert.ok(near >= 90, `${near} of 100`);
});

test('read backwards, a rise is a fall', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 60 }), (answers) => {
      const hitsOf = (all: readonly boolean[]) => all.flatMap((yes, i) => (yes ? [i] : []));
      const there = findChange(hitsOf(answers), answers.length, daily(answers.length));
      const back = findChange(hitsOf(answers.toReversed()), answers.length, daily(answers.length));
      assert.equal(there === undefined, back === undefined);
      if (!there || !back) return;
      assert.ok(Math.abs(there.pRise - back.pFall) < 1e-9 && Math.abs(there.pFall - back.pRise) < 1e-9);
      const hits = hitsOf(answers);
      assert.ok(
        Math.abs(there.before * there.index + there.after * (answers.length - there.index) - hits.length) < 1e-9,
      );
    }),
  );
});

test('events of one moment are not divided', () => {
  const times = [0, 0, 0, 0, 1, 1, 1, 1];
  assert.equal(findChange([3, 4, 5, 6, 7], 8, times)!.index, 4);
  assert.equal(findChange([2, 3], 4, [5, 5, 5, 5]), undefined);
  assert.equal(findChange([], 4, daily(4)), undefined);
  assert.equal(findChange([0, 1], 2, daily(2)), undefined);
});

test('of many tests those count that Benjamini and Hochberg would take', () => {
  // Their own example (1995, table 1): at 5 % the first four of fifteen.
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  assert.equal(discoveries(p, 0.05).filter(Boolean).length, 4);
  assert.deepEqual(discoveries(p.toReversed(), 0.05), discoveries(p, 0.05).toReversed());
  assert.deepEqual(discoveries([], 0.05), []);
});

test('a trend counts every text once, in at most 24 periods', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 6000 }), { minLength: 1, maxLength: 80 }), (days) => {
      const times = days.sort((a, b) => a - b).map((at) => at * day);
      const negative = times.flatMap((_, i) => (i % 3 === 0 ? [i] : []));
      const periods = trendOf(times, negative);
      assert.ok(periods.length <= 24);
      assert.equal(
        periods.reduce((sum, { texts }) => sum + texts, 0),
        times.length,
      );
      assert.equal(
        periods.reduce((sum, period) => sum + period.negative, 0),
        negative.length,
      );
    }),
  );
});
