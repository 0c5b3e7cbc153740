import { normalisedGini } from '../evaluation/index.ts';
import type { EnsembleOutputs } from './ensemble.ts';
import type { SpendBlend } from './model.ts';
import { expectedSpend } from './prediction.ts';

const shares = [0, 0.25, 0.5, 0.75, 1] as const;

/** The share with the best order of customers by spend, on customers that neither half was fitted to; and the scale that makes their sum right. */
export function fitSpendBlend(
  churnProbability: Float64Array,
  networks: EnsembleOutputs,
  wide: EnsembleOutputs,
  spend: Float64Array,
): SpendBlend {
  const gini = (networkShare: number) =>
    normalisedGini(spend, expectedSpend({ networkShare, scale: 1 }, churnProbability, networks, wide));
  const networkShare = shares.reduce((best, share) => (gini(share) > gini(best) ? share : best));
  const predicted = expectedSpend({ networkShare, scale: 1 }, churnProbability, networks, wide);
  return { networkShare, scale: levelOf(spend, predicted) };
}

/** Sum of what was spent over sum of what was foretold, the largest hundredth of both cut to its threshold so that one customer cannot set the level, and within ½ and 2. */
function levelOf(spend: Float64Array, predicted: Float64Array): number {
  const capped = (values: Float64Array) => {
    const cap = values.toSorted()[Math.floor(0.99 * (values.length - 1))] ?? 0;
    return values.reduce((sum, value) => sum + Math.min(value, cap), 0);
  };
  const level = capped(spend) / capped(predicted);
  return Number.isFinite(level) ? Math.min(2, Math.max(0.5, level)) : 1;
}
