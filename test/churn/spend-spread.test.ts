import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Expected, fitSpendSpread, spendInterval } from '../../churn/spend-spread.ts';
import { normal, seededRandom } from '../../config/index.ts';

/** Customers whose spend strays the less from what is expected, the more orders are expected. */
function customersOf(seed: number, customers: number, silenceOf: (random: () => number) => number) {
  const random = seededRandom(seed);
  const silence = Float64Array.from({ length: customers }, () => silenceOf(random));
  const orders = silence.map((p) => (1 - p) * (1 + 9 * random()));
  const spend = orders.map((count) => count * (20 + 30 * random()));
  const spent = spend.map((expected, row) => {
    if (random() < silence[row]!) return 0;
    const buyers = 1 - silence[row]!;
    return (expected / buyers) * Math.exp(normal(random) / Math.sqrt(orders[row]! / buyers));
  });
  const expected: Expected = { silence, orders, spend };
  return { expected, spent };
}

function covered({ expected, spent }: ReturnType<typeof customersOf>, rows: (row: number) => boolean): number {
  const spread = fitSpendSpread(
    ...(Object.values(customersOf(1, 20_000, (random) => random())) as [Expected, Float64Array]),
  );
  assert.ok(spread);
  const there = [...spent.keys()].filter(rows);
  const inside = there.filter((row) => {
    const { low, high } = spendInterval(spread, expected, row);
    return spent[row]! >= low && spent[row]! <= high;
  });
  return inside.length / there.length;
}

test('of other customers 80 % spend within their interval, those with few orders ahead and those with many', () => {
  const others = customersOf(2, 20_000, (random) => 0.75 * random());
  const ordersOfBuyers = (row: number) => others.expected.orders[row]! / (1 - others.expected.silence[row]!);
  for (const [name, rows] of [
    ['all', () => true],
    ['few orders', (row: number) => ordersOfBuyers(row) < 3],
    ['many orders', (row: number) => ordersOfBuyers(row) > 7],
  ] as const) {
    const share = covered(others, rows);
    assert.ok(Math.abs(share - 0.8) < 0.02, `${name}: ${share}`);
  }
});

test('who surely buys has an interval that begins above 0, who hardly ever does one of 0 alone', () => {
  const spread = fitSpendSpread(
    ...(Object.values(customersOf(1, 5000, (random) => random())) as [Expected, Float64Array]),
  )!;
  const of = (silence: number) => {
    const expected = {
      silence: Float64Array.of(silence),
      orders: Float64Array.of(4 * (1 - silence)),
      spend: Float64Array.of(100 * (1 - silence)),
    };
    return spendInterval(spread, expected, 0);
  };
  assert.ok(of(0.02).low > 20);
  assert.deepEqual(of(0.9), { low: 0, high: 0 });
  assert.equal(of(0.4).low, 0);
  assert.ok(of(0.4).high > 60 && of(0.4).high < of(0.2).high);
});

test('fewer than forty buyers tell no interval', () => {
  const { expected, spent } = customersOf(3, 30, () => 0.1);
  assert.equal(fitSpendSpread(expected, spent), undefined);
});
