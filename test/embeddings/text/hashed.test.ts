import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashedDimensions, hashedVectors } from '../../../embeddings/text/hashed.ts';

function cosines(texts: readonly string[]): number[] {
  const vectors = hashedVectors(texts, 7);
  const row = (text: number) => vectors.subarray(text * hashedDimensions, (text + 1) * hashedDimensions);
  return texts.map((_, text) => row(0).reduce((sum, value, k) => sum + value * row(text)[k]!, 0));
}

test('texts that share words and parts of words are closer than those that do not, in English and in Chinese', () => {
  const [, tea, cup] = cosines(['Green tea with jasmine', 'Jasmine teas, green', 'Porcelain cup, blue']);
  assert.ok(tea! > 0.5 && Math.abs(cup!) < 0.25, `${tea} ${cup}`);
  const [, longjing, shoes] = cosines([
    '西湖龙井绿茶',
    '龙井茶 绿茶礼盒',
    '儿童运动鞋',
    '蓝牙耳机',
    '男士皮带',
    '不锈钢水壶',
  ]);
  assert.ok(longjing! > 0.2 && longjing! > shoes! + 0.2, `${longjing} ${shoes}`);
});

test('each vector has length 1, or is zero where there are no letters; the same seed gives the same bytes and another seed others', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (texts) => {
      const vectors = hashedVectors(texts, 1);
      assert.deepEqual(hashedVectors(texts, 1), vectors);
      for (let text = 0; text < texts.length; text++) {
        const own = vectors.subarray(text * hashedDimensions, (text + 1) * hashedDimensions);
        const length = Math.hypot(...own);
        assert.ok(length === 0 || Math.abs(length - 1) < 1e-5);
      }
    }),
  );
  assert.notDeepEqual(hashedVectors(['tea', 'cup'], 1), hashedVectors(['tea', 'cup'], 2));
  assert.ok(hashedVectors(['', '— !'], 1).every((value) => value === 0));
});
