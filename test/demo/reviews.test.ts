import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Shop, type ShopEvent, simulateShop } from '../../demo/index.ts';

const shop: Shop = simulateShop({ seed: 7 });
const orders = new Map(
  shop.customers.flatMap((customer) => customer.latent.orders.map((order) => [order.orderId, order] as const)),
);
const reviews = shop.events.filter((event) => event.type === 'review_posted');
const isChinese = (event: ShopEvent) => shop.customers[event.customer]!.chinese;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('about every fifth order is reviewed, and most reviews are good', () => {
  const perOrder = reviews.length / orders.size;
  assert.ok(perOrder > 0.1 && perOrder < 0.3, `${perOrder}`);
  const positive = reviews.filter((review) => review.rating! >= 4).length / reviews.length;
  assert.ok(positive > 0.6 && positive < 0.85, `${positive}`);
});

test('stars agree with the experience: none above three for a broken thing, none below four for a delight', () => {
  const stars = Map.groupBy(reviews, (review) => orders.get(review.orderId!)!.experience);
  const range = (experience: 'delighted' | 'fine' | 'mismatched' | 'late' | 'defective') =>
    stars.get(experience)!.map((review) => review.rating!);
  assert.ok(Math.min(...range('delighted')) >= 4);
  assert.ok(Math.min(...range('fine')) >= 3);
  assert.ok(Math.max(...range('defective')) <= 3);
  assert.ok(Math.max(...range('mismatched')) <= 3);
  assert.ok(mean(range('delighted')) > mean(range('fine')) && mean(range('fine')) > mean(range('late')));
  assert.ok(mean(range('late')) > mean(range('defective')));
});

test('Chinese customers write Chinese, all others English', () => {
  for (const review of reviews) {
    if (review.text !== undefined) assert.equal(/\p{Script=Han}/u.test(review.text), isChinese(review), review.text);
  }
});

test('hardly two reviews are alike, and none has a hole where a word should be', () => {
  const texts = reviews.flatMap((review) => review.text ?? []);
  assert.ok(texts.length > 1500);
  assert.ok(new Set(texts).size > 0.97 * texts.length);
  for (const text of texts) assert.doesNotMatch(text, /[[\]{}|]|undefined| {2}| ,/);
});

/** Accuracy of a multinomial naive Bayes on the second half of the texts, trained on the first, three stars left out. */
function naiveBayesAccuracy(rows: readonly ShopEvent[], tokens: (text: string) => string[]): number {
  const rated = rows.filter((row) => row.text !== undefined && row.rating !== 3);
  const half = Math.floor(rated.length / 2);
  const counts = [new Map<string, number>(), new Map<string, number>()] as const;
  const totals = [0, 0];
  const documents = [0, 0];
  const classOf = (row: ShopEvent) => (row.rating! > 3 ? 1 : 0);
  for (const row of rated.slice(0, half)) {
    documents[classOf(row)]!++;
    for (const token of tokens(row.text!)) {
      counts[classOf(row)].set(token, (counts[classOf(row)].get(token) ?? 0) + 1);
      totals[classOf(row)]!++;
    }
  }
  const vocabulary = new Set([...counts[0].keys(), ...counts[1].keys()]).size;
  const score = (row: ShopEvent, label: 0 | 1) =>
    tokens(row.text!).reduce(
      (sum, token) => sum + Math.log(((counts[label].get(token) ?? 0) + 1) / (totals[label]! + vocabulary)),
      Math.log(documents[label]!),
    );
  const test = rated.slice(half);
  return test.filter((row) => (score(row, 1) > score(row, 0) ? 1 : 0) === classOf(row)).length / test.length;
}

test('words tell the stars, but not without work: single words are right often and not always', () => {
  const english = naiveBayesAccuracy(
    reviews.filter((review) => !isChinese(review)),
    (text) => text.toLowerCase().match(/[a-z']+/g) ?? [],
  );
  const chinese = naiveBayesAccuracy(reviews.filter(isChinese), (text) => [...text]);
  for (const accuracy of [english, chinese]) console.log(accuracy);
  for (const accuracy of [english, chinese]) assert.ok(accuracy > 0.8 && accuracy < 0.995, `${accuracy}`);
});

test('complaints to support come from bad experiences, questions from good ones', () => {
  const messages = shop.events.filter((event) => event.type === 'support_message');
  const bad = messages.filter((message) =>
    ['late', 'mismatched', 'defective'].includes(orders.get(message.orderId!)!.experience),
  );
  assert.ok(messages.length > 300 && bad.length > messages.length / 2);
  assert.ok(messages.every((message) => message.text !== undefined && message.text.length > 8));
});

test('money goes back only for what was broken or did not fit, and never more than was paid', () => {
  const lines = new Map(
    shop.events
      .filter((event) => event.type === 'order_completed')
      .map((event) => [`${event.orderId} ${event.product}`, event]),
  );
  const refunds = shop.events.filter((event) => event.type === 'order_refunded');
  assert.ok(refunds.length > 200);
  for (const refund of refunds) {
    assert.match(orders.get(refund.orderId!)!.experience, /defective|mismatched/);
    const line = lines.get(`${refund.orderId} ${refund.product}`)!;
    assert.equal(refund.unitPrice, line.unitPrice);
    assert.equal(refund.quantity, line.quantity);
  }
});
