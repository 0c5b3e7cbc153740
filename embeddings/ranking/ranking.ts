import type { Profile } from '../history.ts';
import { type ChanceModel, chanceLogits, chanceShares } from './chance-model.ts';
import { type Considered, consider } from './considered.ts';
import { featureNames } from './features.ts';
import type { Logistic } from './logistic.ts';
import type { Moment } from './moment.ts';
import { orderChances } from './order-chance.ts';

/** The second stage: what decides between the candidates. What a customer took before and what would be new are apart, for other things matter there. */
export interface Ranking extends ItemChances {
  /** Whether the customer orders at all within the horizon. */
  readonly order: Logistic;
}

/** What a customer buys if they order: of what they took before, and of what would be new. */
export interface ItemChances {
  readonly repeats: ChanceModel;
  readonly discoveries: ChanceModel;
}

/** A ranking with what it ranks by. */
export interface SecondStage {
  readonly ranking: Ranking;
  readonly moment: Moment;
}

/**
 * Writes every item's score: a candidate's is the chance that the customer buys it within the horizon, which is the chance that they order at all times that of the item if they do;
 * what nobody proposed follows, by what sells.
 */
export function scoreByRanking({ ranking, moment }: SecondStage, profile: Profile, scores: Float64Array): void {
  const considered = consider(moment, profile);
  const logits = candidateLogits(ranking, considered);
  const orders = orderChance(ranking, profile);
  const chances = logits.map((logit) => orders / (1 + Math.exp(-logit)));
  const least = chances.reduce((a, b) => Math.min(a, b), 1);
  const { trend } = moment.parts;
  const most = trend.reduce((a, b) => Math.max(a, b), 1);
  for (let item = 0; item < scores.length; item++) scores[item] = (least * trend[item]!) / (most + 1);
  considered.item.forEach((item, row) => {
    scores[item] = chances[row]!;
  });
}

/** The chance that the customer orders within the horizon. */
export function orderChance({ order }: Ranking, profile: Profile): number {
  return orderChances(order, [profile])[0]!;
}

/** The logit of each candidate's chance if the customer orders. */
export function candidateLogits({ repeats, discoveries }: ItemChances, { own, columns }: Considered): Float64Array {
  const logits = new Float64Array(own.length);
  for (const [kind, model] of [discoveries, repeats].entries()) {
    const rows = Int32Array.from(own.keys()).filter((row) => own[row] === kind);
    const part = columns.map((column) => rowsOf(column, rows));
    chanceLogits(model, part).forEach((logit, n) => {
      logits[rows[n]!] = logit;
    });
  }
  return logits;
}

function rowsOf(column: Float32Array, rows: Int32Array): Float32Array {
  const values = new Float32Array(rows.length);
  for (let n = 0; n < rows.length; n++) values[n] = column[rows[n]!]!;
  return values;
}

/** Why an item has its score: `base` and what each feature adds, which sum to the logit of its chance if the customer orders; times `orders` that is the score. */
export interface RankingReason {
  /** The chance that the customer orders. */
  readonly orders: number;
  readonly logit: number;
  readonly base: number;
  /** By feature name, in the order of `featureNames`. */
  readonly shares: Readonly<Record<string, number>>;
}

/** Undefined where the item is no candidate of the customer's. */
export function whyRanked({ ranking, moment }: SecondStage, profile: Profile, item: number): RankingReason | undefined {
  const considered = consider(moment, profile);
  const row = considered.item.indexOf(item);
  if (row < 0) return undefined;
  const model = considered.own[row] ? ranking.repeats : ranking.discoveries;
  const { base, shares } = chanceShares(model, considered.columns, row);
  return {
    orders: orderChance(ranking, profile),
    logit: candidateLogits(ranking, considered)[row]!,
    base,
    shares: Object.fromEntries(shares.map((share, f) => [featureNames[f]!, share])),
  };
}
