import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, silent } from '../../config/index.ts';
import { type History, historyBefore, profileOf } from '../../embeddings/history.ts';
import { rankBy } from '../../embeddings/models.ts';
import { scoreByRanking, whyRanked } from '../../embeddings/ranking/ranking.ts';
import { parseRanking, serialiseRanking } from '../../embeddings/ranking/stored-ranking.ts';
import { trainOnHistory } from '../../embeddings/train.ts';
import type { CustomerId, ProductId } from '../../warehouse/index.ts';

const day = 86_400_000;
const items = 30;
const customers = 260;
const end = 300 * day;

/** Customers with a favourite each, which they take every other order; the rest is chance, from half of the products. An order a fortnight. */
function shop(seed: number): History {
  const random = seededRandom(seed);
  const start = [0];
  const rows: { item: number; time: number; basket: number }[] = [];
  for (let c = 0; c < customers; c++) {
    const first = Math.floor(random() * 14) * day;
    for (let basket = 0; first + basket * 14 * day < end; basket++) {
      const taken = new Set([Math.floor(random() * items) % 15, 15 + ((Math.floor(random() * 4) + c) % 15)]);
      if (basket % 2 === 0) taken.add(c % items);
      for (const item of taken) rows.push({ item, time: first + basket * 14 * day, basket });
    }
    start.push(rows.length);
  }
  return {
    asOf: end,
    customers: Array.from({ length: customers }, (_, c) => `c${c}` as CustomerId),
    items: Array.from({ length: items }, (_, i) => `i${i}` as ProductId),
    start: Int32Array.from(start),
    item: Int32Array.from(rows, ({ item }) => item),
    time: Float64Array.from(rows, ({ time }) => time),
    basket: Int32Array.from(rows, ({ basket }) => basket),
    quantity: new Float32Array(rows.length).fill(1),
    price: Float32Array.from(rows, ({ item }) => 1 + item),
    ordered: true,
  };
}

const whole = shop(1);
const cutoff = 280 * day;
const train = (history: History) => trainOnHistory(history, new Map(), 'horizon', 1, silent);
const recommender = train(historyBefore(whole, cutoff));
const second = recommender.second!;

function scoresOf(customer: number): Float64Array {
  const scores = new Float64Array(items);
  scoreByRanking(second, profileOf(recommender.history, customer), scores);
  return scores;
}

test('shuffling what happened at or after the cutoff changes no score, and one seed gives one model', () => {
  const random = seededRandom(9);
  const item = whole.item.map((own, row) => (whole.time[row]! >= cutoff ? Math.floor(random() * items) : own));
  assert.notDeepEqual(item, whole.item);
  const other = train(historyBefore({ ...whole, item }, cutoff));
  assert.equal(serialiseRanking(other.second!.ranking), serialiseRanking(second.ranking));
  for (const customer of [0, 100, 259]) {
    const scores = new Float64Array(items);
    scoreByRanking(other.second!, profileOf(other.history, customer), scores);
    assert.deepEqual(scores, scoresOf(customer));
  }
});

test('the base and what each feature adds sum to the logit of the score', () => {
  for (const customer of [3, 44, 200]) {
    const scores = scoresOf(customer);
    const profile = profileOf(recommender.history, customer);
    for (const item of [0, 7, 20, 29]) {
      const reason = whyRanked(second, profile, item);
      if (!reason) continue;
      const sum = Object.values(reason.shares).reduce((a, b) => a + b, reason.base);
      assert.ok(Math.abs(sum - reason.logit) < 1e-9);
      assert.ok(Math.abs(1 / (1 + Math.exp(-sum)) - scores[item]!) < 1e-12);
      const { own, everybody } = rankBy(recommender, 'any', 'best').carried(profile, item);
      assert.ok(Math.abs([...own.values()].reduce((a, b) => a + b, everybody) - scores[item]!) < 1e-12);
    }
  }
});

test('a score is the chance that the customer buys the product within the horizon', () => {
  // The model of an earlier moment, on the 90 days that it has not seen.
  const at = 210 * day;
  const early = train(historyBefore(whole, at));
  const rank = rankBy(early, 'any', 'best');
  const scores = new Float64Array(items);
  let [foretold, bought] = [0, 0];
  for (let c = 0; c < customers; c++) {
    rank.score(profileOf(early.history, c), scores);
    for (const score of scores) foretold += score;
    const after = whole.item.subarray(whole.start[c]!, whole.start[c + 1]!).filter((_, row) => {
      return whole.time[whole.start[c]! + row]! >= at;
    });
    bought += new Set(after).size;
  }
  assert.ok(Math.abs(foretold / bought - 1) < 0.1, `${foretold} foretold, ${bought} bought`);
});

test('a stored ranking comes back to the bit', () => {
  const text = serialiseRanking(second.ranking);
  const restored = { ...second, ranking: parseRanking(text) };
  assert.equal(serialiseRanking(restored.ranking), text);
  const scores = new Float64Array(items);
  scoreByRanking(restored, profileOf(recommender.history, 5), scores);
  assert.deepEqual(scores, scoresOf(5));
});

test('a shop with too little history is ranked by the blend, and the notes say so', () => {
  const young = train(historyBefore(whole, 120 * day));
  assert.equal(young.second, undefined);
  assert.match(young.notes.join(), /too little history/);
  const [best, blend] = [new Float64Array(items), new Float64Array(items)];
  rankBy(young, 'any', 'best').score(profileOf(young.history, 0), best);
  rankBy(young, 'any', 'blend').score(profileOf(young.history, 0), blend);
  assert.deepEqual(best, blend);
});
