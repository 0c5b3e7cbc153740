import type { Orders } from '../../warehouse/index.ts';
import { boundedLogit } from '../blend.ts';
import { type BuyingHistories, buyingHistories } from '../buying-history.ts';
import { predictHistories } from '../buying-model.ts';
import type { BuyingModel } from '../model.ts';
import { type Snapshot, snapshotAt } from '../snapshot.ts';
import { type Attribution, type Attributions, noParts } from './attribution.ts';
import { type ReasonKind, reasonKinds } from './feature-reasons.ts';

/** What BG/NBD and gamma-gamma see of a customer, in the parts that can be exchanged for another customer's: silence, how often and how long they bought, what they spent. */
const players = ['silence', 'rhythm', 'spend'] as const satisfies readonly ReasonKind[];
const coalitions = 2 ** players.length;

/**
 * Shapley values (1953): each part's mean effect over all orders in which the parts of an average customer without history are exchanged for the customer's own. They add up exactly. These
 * models jump between none and one repeated purchase, where gradients say nothing.
 */
export function attributeRhythm(
  model: BuyingModel,
  orders: Orders,
  snapshot: Snapshot,
  horizonDays: number,
): Attributions[] {
  const everyone = buyingHistories(orders, snapshotAt(orders, snapshot.cutoff));
  const average = {
    silence: mean(everyone.weeks.map((weeks, row) => weeks - everyone.lastWeek[row]!)),
    value: mean(everyone.meanValue.filter((_, row) => everyone.repeats[row]! > 0)),
  };
  const own = buyingHistories(orders, snapshot);
  const scores = Array.from({ length: coalitions }, (_, coalition) => {
    const { churnProbability, expectedSpend } = predictHistories(
      model,
      withParts(own, average, coalition),
      horizonDays,
    );
    return {
      churn: churnProbability.map(boundedLogit),
      value: expectedSpend.map((spend) => Math.log(Math.max(1e-9, spend))),
    };
  });
  return Array.from(snapshot.customer, (_, row) => ({
    churn: shapley(scores.map(({ churn }) => churn[row]!)),
    value: shapley(scores.map(({ value }) => value[row]!)),
  }));
}

/** The customers with the parts that `coalition`'s bits name, the others from an average customer who bought once. */
function withParts(
  own: BuyingHistories,
  average: { readonly silence: number; readonly value: number },
  coalition: number,
): BuyingHistories {
  const has = (player: (typeof players)[number]) => (coalition & (1 << players.indexOf(player))) !== 0;
  const lastWeek = own.lastWeek.map((span) => (has('rhythm') ? span : 0));
  return {
    repeats: own.repeats.map((repeats) => (has('rhythm') ? repeats : 0)),
    lastWeek,
    weeks: own.weeks.map(
      (weeks, row) => lastWeek[row]! + (has('silence') ? weeks - own.lastWeek[row]! : average.silence),
    ),
    // Without repeats the models take everybody to spend alike.
    meanValue: own.meanValue.map((value, row) => (has('spend') && own.repeats[row]! > 0 ? value : average.value)),
  };
}

function shapley(scores: readonly number[]): Attribution {
  const parts = noParts();
  const count = players.length;
  for (const [index, player] of players.entries()) {
    for (let coalition = 0; coalition < coalitions; coalition++) {
      if (coalition & (1 << index)) continue;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
      parts[reasonKinds.indexOf(player)]! += weight * (scores[coalition | (1 << index)]! - scores[coalition]!);
    }
  }
  return { parts, stable: Array.from(parts, () => true), difference: scores[coalitions - 1]! - scores[0]! };
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
