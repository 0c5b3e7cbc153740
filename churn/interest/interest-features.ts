import type { History } from '../history.ts';
import type { Snapshot } from '../snapshot.ts';
import { customerWeeks } from './customer-weeks.ts';
import { evidence, type InterestModel, silenceLogits } from './interest-model.ts';

/** The logit of no order within the horizon by the model of interest, who knows the orders and what is due alone, and what each further kind of evidence adds to it. */
export const interestFeatureNames = [
  'silence by interest',
  'interest by visits',
  'interest by mails',
  'interest by feelings',
] as const;

/** Rows × interestFeatureNames, row by row. What a shop's files do not hold adds 0. */
export function interestFeatures(model: InterestModel, history: History, snapshot: Snapshot): Float32Array {
  const weeks = customerWeeks(history, snapshot, Math.ceil(model.horizonDays / 7));
  const levels = evidence.map((upTo) => silenceLogits(model, weeks, upTo));
  const width = evidence.length;
  return new Float32Array(snapshot.customer.length * width).map((_, at) => {
    const [row, level] = [Math.floor(at / width), at % width];
    return levels[level]![row]! - (level > 0 ? levels[level - 1]![row]! : 0);
  });
}
