import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packArrays, unpackArrays } from '../../../embeddings/vectors/packed-arrays.ts';

const numbers = fc.record({
  counts: fc.int32Array(),
  'a.weights': fc.float32Array(),
  'b.times': fc.float64Array(),
});

test('arrays are read back as they were packed, from bytes of any kind and at any address', () => {
  fc.assert(
    fc.property(numbers, fc.nat(20), (arrays, offset) => {
      const packed = packArrays(arrays);
      const elsewhere = new Uint8Array(offset + packed.length);
      elsewhere.set(packed, offset);
      for (const bytes of [
        packed,
        Buffer.from(packed),
        elsewhere.subarray(offset),
        Buffer.from(elsewhere.buffer, offset),
      ]) {
        assert.deepEqual(unpackArrays(bytes), { ...arrays });
      }
    }),
  );
});
