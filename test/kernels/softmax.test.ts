import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { normal, type Random, seededRandom } from '../../config/index.ts';
import { type ItemSoftmax, type ItemTargets, softmaxGradients, startEngine } from '../../kernels/index.ts';

const engine = startEngine({ threads: 2 });
const plain = startEngine({ threads: 1, relaxed: false });
after(() => Promise.all([engine.stop(), plain.stop()]));

const sizes = fc.record({
  rows: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 150 })),
  items: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 700 })),
  width: fc.integer({ min: 1, max: 37 }),
  seed: fc.integer(),
});

function floats(count: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => normal(random));
}

/** Up to 4 targets a row, some rows without any, weights that don't add up to 1. */
function targetsOf(rows: number, items: number, random: Random): ItemTargets {
  const start = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) start[row + 1] = start[row]! + Math.floor(random() * 5);
  const total = start[rows]!;
  return {
    start,
    item: Int32Array.from({ length: total }, () => Math.floor(random() * items)),
    weight: Float32Array.from({ length: total }, () => random()),
  };
}

function problemOf({ rows, items, width, seed }: { rows: number; items: number; width: number; seed: number }): {
  softmax: ItemSoftmax;
  targets: ItemTargets;
} {
  const random = seededRandom(seed);
  const softmax = {
    width,
    states: floats(rows * width, random),
    items: floats(items * width, random),
    offsets: floats(items, random),
  };
  return { softmax, targets: targetsOf(rows, items, random) };
}

/** The same in double precision and plain loops. */
function reference({ width, states, items, offsets }: ItemSoftmax, { start, item, weight }: ItemTargets) {
  const rows = states.length / width;
  const answer = {
    loss: 0,
    states: new Float64Array(states.length),
    items: new Float64Array(items.length),
    offsets: new Float64Array(offsets.length),
  };
  for (let row = 0; row < rows; row++) {
    const logits = Float64Array.from(offsets, (offset, i) => {
      let sum = offset;
      for (let k = 0; k < width; k++) sum += states[row * width + k]! * items[i * width + k]!;
      return sum;
    });
    const normaliser = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const slopes = new Float64Array(offsets.length);
    let wanted = 0;
    for (let target = start[row]!; target < start[row + 1]!; target++) {
      answer.loss += weight[target]! * (normaliser - logits[item[target]!]!);
      wanted += weight[target]!;
      slopes[item[target]!]! -= weight[target]!;
    }
    for (let i = 0; i < slopes.length; i++) slopes[i]! += wanted * Math.exp(logits[i]! - normaliser);
    for (let i = 0; i < slopes.length; i++) {
      answer.offsets[i]! += slopes[i]!;
      for (let k = 0; k < width; k++) {
        answer.states[row * width + k]! += slopes[i]! * items[i * width + k]!;
        answer.items[i * width + k]! += slopes[i]! * states[row * width + k]!;
      }
    }
  }
  return answer;
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, name: string): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs(actual[i]! - expected[i]!);
    assert.ok(off < 2e-5 * Math.max(1, Math.abs(expected[i]!)), `${name} ${i}: ${actual[i]} for ${expected[i]}`);
  }
}

test('loss and gradients are those of plain loops for any sizes', () => {
  fc.assert(
    fc.property(sizes, fc.boolean(), (size, relaxed) => {
      const { softmax, targets } = problemOf(size);
      const actual = softmaxGradients(softmax, targets, relaxed ? engine : plain);
      const expected = reference(softmax, targets);
      assertClose([actual.loss], [expected.loss], 'loss');
      for (const name of ['states', 'items', 'offsets'] as const) assertClose(actual[name], expected[name], name);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('more rows than fit in memory at once give what their parts give', () => {
  // 70,000 items leave room for 224 rows at once.
  const { softmax, targets } = problemOf({ rows: 300, items: 70_000, width: 3, seed: 1 });
  const part = (from: number, to: number) => {
    const [first, last] = [targets.start[from]!, targets.start[to]!];
    return softmaxGradients(
      { ...softmax, states: softmax.states.slice(3 * from, 3 * to) },
      {
        start: targets.start.slice(from, to + 1).map((at) => at - first),
        item: targets.item.slice(first, last),
        weight: targets.weight.slice(first, last),
      },
      engine,
    );
  };
  const whole = softmaxGradients(softmax, targets, engine);
  const [front, back] = [part(0, 200), part(200, 300)];
  assertClose([whole.loss], [front.loss + back.loss], 'loss');
  assert.deepEqual(whole.states, Float32Array.of(...front.states, ...back.states));
  for (const name of ['items', 'offsets'] as const) {
    const sum = front[name].map((value, i) => value + back[name][i]!);
    assertClose(whole[name], sum, name);
  }
});

test('logits far apart overflow nothing', () => {
  const softmax = {
    width: 1,
    states: Float32Array.of(300),
    items: Float32Array.of(1, -1, 0),
    offsets: new Float32Array(3),
  };
  const targets = { start: Int32Array.of(0, 1), item: Int32Array.of(1), weight: Float32Array.of(1) };
  const { loss, offsets } = softmaxGradients(softmax, targets, engine);
  assert.equal(loss, 600);
  assertClose(offsets, [1, -1, 0], 'offsets');
});

test('one thread and three give the same bytes', async () => {
  const [one, three] = [startEngine({ threads: 1 }), startEngine({ threads: 3 })];
  const { softmax, targets } = problemOf({ rows: 333, items: 517, width: 24, seed: 2 });
  const expected = softmaxGradients(softmax, targets, one);
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (let round = 0; round < 10; round++) assert.deepEqual(softmaxGradients(softmax, targets, three), expected);
  assert.equal(three.allocator.used, 0);
  await Promise.all([one.stop(), three.stop()]);
});

test('arrays of the wrong length and targets that are no items are named', () => {
  const { softmax, targets } = problemOf({ rows: 2, items: 5, width: 3, seed: 3 });
  assert.throws(() => softmaxGradients({ ...softmax, items: new Float32Array(3) }, targets, plain), /items has 3/);
  const beyond = { start: Int32Array.of(0, 1, 1), item: Int32Array.of(5), weight: Float32Array.of(1) };
  assert.throws(() => softmaxGradients(softmax, beyond, plain), /from 0 to 4, not 5/);
  assert.equal(plain.allocator.used, 0);
});
