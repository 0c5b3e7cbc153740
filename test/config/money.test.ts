import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decimalsOf, formatMoney, fromCents, toCents } from '../../config/index.ts';

test('money is counted in the currency’s smallest unit', () => {
  assert.equal(toCents(12.5, 'GBP'), 1250);
  assert.equal(toCents(500, 'JPY'), 500);
  assert.equal(toCents(1.2345, 'KWD'), 1235);
  assert.equal(decimalsOf('JPY'), 0);
});

test('half a cent rounds away from zero, also where binary fractions fall short', () => {
  assert.equal(toCents(1.005, 'GBP'), 101);
  assert.equal(toCents(-1.005, 'GBP'), -101);
});

test('amounts of whole cents survive the way there and back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      (cents) => toCents(fromCents(cents as never, 'GBP'), 'GBP') === cents,
    ),
  );
});

test('very small and very large amounts are read, others refused', () => {
  assert.equal(toCents(1e-9, 'GBP'), 0);
  assert.throws(() => toCents(Number.NaN, 'GBP'), /finite/);
});

test('customers read amounts as their locale writes them', () => {
  assert.equal(formatMoney(1250 as never, 'GBP', 'en-GB'), '£12.50');
  assert.equal(formatMoney(1250 as never, 'CNY', 'zh-CN'), '¥12.50');
});
