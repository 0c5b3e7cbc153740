import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, silent } from '../../config/index.ts';
import { type History, historyBefore, profileOf } from '../../embeddings/history.ts';
import { type Ranker, rankBy, rankByWeights } from '../../embeddings/models.ts';
import { scoreByRanking, whyRanked } from '../../embeddings/ranking/ranking.ts';
import { parseRanking, serialiseRanking } from '../../embeddings/ranking/stored-ranking.ts';
import { best } from '../../embeddings/top.ts';
import { trainOnHistory } from '../../embeddings/train.ts';
import { ndcgAt } from '../../evaluation/index.ts';
import { fortnightlyShop } from './fortnightly-shop.ts';

const day = 86_400_000;

const whole = fortnightlyShop(1);
const items = whole.items.length;
const customers = whole.customers.length;
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

test('the base and what each feature adds sum to the logit of the chance if the customer orders, which times the chance to order is the score', () => {
  for (const customer of [3, 44, 200]) {
    const scores = scoresOf(customer);
    const profile = profileOf(recommender.history, customer);
    for (const item of [0, 7, 20, 29]) {
      const reason = whyRanked(second, profile, item);
      if (!reason) continue;
      const sum = Object.values(reason.shares).reduce((a, b) => a + b, reason.base);
      assert.ok(Math.abs(sum - reason.logit) < 1e-9);
      assert.ok(Math.abs(reason.orders / (1 + Math.exp(-sum)) - scores[item]!) < 1e-12);
      const { own, everybody } = rankBy(recommender, 'any', 'best').carried(profile, item);
      assert.ok(Math.abs([...own.values()].reduce((a, b) => a + b, everybody) - scores[item]!) < 1e-12);
    }
  }
});

/** The model of an earlier moment, and what each customer took in the 90 days after, which it has not seen. */
const early = train(historyBefore(whole, 210 * day));
const after = Array.from({ length: customers }, (_, c) => {
  const from = whole.start[c]! + early.history.start[c + 1]! - early.history.start[c]!;
  return new Set(whole.item.subarray(from, whole.start[c + 1]!));
});

test('a score is the chance that the customer buys the product within the horizon: among the first five, as many are bought as foretold', () => {
  const rank = rankBy(early, 'any', 'best');
  const scores = new Float64Array(items);
  let [foretold, bought] = [0, 0];
  for (let c = 0; c < customers; c++) {
    rank.score(profileOf(early.history, c), scores);
    for (const item of best(scores, 5)) {
      foretold += scores[item]!;
      bought += Number(after[c]!.has(item));
    }
  }
  assert.ok(Math.abs(foretold / bought - 1) < 0.1, `${foretold} foretold, ${bought} bought`);
});

test('the lists hold what customers take then, better than what sells and than what each took most often', () => {
  const gainOf = (ranker: Ranker) => {
    const scores = new Float64Array(items);
    const gains = after.map((relevant, c) => {
      ranker.score(profileOf(early.history, c), scores);
      return ndcgAt(best(scores, 5), relevant, 5);
    });
    return gains.reduce((sum, gain) => sum + gain, 0) / customers;
  };
  const learnt = gainOf(rankBy(early, 'any', 'best'));
  const popular = gainOf(rankByWeights(early, { popularity: 1 }));
  const frequent = gainOf(rankByWeights(early, { frequency: 1 }));
  assert.ok(learnt > popular + 0.1, `NDCG@5 ${learnt}, by popularity ${popular}`);
  assert.ok(learnt > frequent, `NDCG@5 ${learnt}, by frequency ${frequent}`);
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
