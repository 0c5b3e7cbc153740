import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historyBefore, historyFrom, profileOf, withoutLastRows } from '../../embeddings/history.ts';
import { tasteOfProfile } from '../../embeddings/signals.ts';
import type { CustomerId, EventType, Interactions, ProductId } from '../../warehouse/index.ts';

const day = 86_400_000;
const products = ['bought', 'sent-back', 'liked', 'seen', 'unwanted'] as ProductId[];

/** One customer's events: product, type, day. */
function interactions(events: readonly (readonly [string, EventType, number])[]): Interactions {
  return {
    customers: ['c' as CustomerId],
    products,
    customer: new Int32Array(events.length),
    product: Int32Array.from(events, ([product]) => products.indexOf(product as ProductId)),
    time: Float64Array.from(events, ([, , time]) => time * day),
    type: events.map(([, type]) => type),
    quantity: new Float64Array(events.length).fill(1),
    unitPrice: new Float64Array(events.length).fill(1),
    rating: new Float64Array(events.length).fill(Number.NaN),
    order: events.map(([, type, time]) => (type === 'order_completed' ? `o${time}` : null)),
  };
}

const history = historyFrom(
  interactions([
    ['unwanted', 'order_refunded', 1],
    ['bought', 'order_completed', 10],
    ['bought', 'order_completed', 20],
    ['sent-back', 'order_completed', 20],
    ['liked', 'product_liked', 30],
    ['sent-back', 'order_refunded', 30],
    ['seen', 'product_viewed', 40],
    ['seen', 'product_viewed', 41],
  ]),
  new Date(50 * day),
);
const tasteAt = (days: number, halfLifeDays: number | null = null) => {
  const taste = tasteOfProfile(profileOf(historyBefore(history, days * day), 0), halfLifeDays);
  return Object.fromEntries([...taste].map(([item, weight]) => [products[item]!, Math.round(1000 * weight) / 1000]));
};

test('an order says more than a like, a like more than a view, and a refund takes back or speaks against', () => {
  assert.deepEqual(tasteAt(50), { unwanted: -1, bought: 1, liked: 0.6, seen: 0.2 });
});

test('what came later is not known yet', () => {
  assert.deepEqual(tasteAt(25), { unwanted: -1, bought: 1, 'sent-back': 1 });
});

test('what is old counts less', () => {
  assert.deepEqual(tasteAt(12, 2), { unwanted: -0.022, bought: 0.5 });
});

test('without the last row nothing tells of it or of what came after', () => {
  const { item, signals } = withoutLastRows(history);
  assert.deepEqual([...item], [0, 0]);
  assert.deepEqual([...signals.item], [4, 0, 0]);
});
