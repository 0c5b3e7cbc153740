import { reasonKinds } from './feature-reasons.ts';

/** What each reason adds to a customer's score, from an average customer without history up to the customer's own. */
export interface Attribution {
  /** Per reason, in the order of `reasonKinds`. */
  readonly parts: Float64Array;
  /** Whether every network, taken for all of them, finds the same sign. */
  readonly stable: readonly boolean[];
  /** The customer's score less that of the average customer: what the parts add up to. */
  readonly difference: number;
}

/** Of one customer: of the logit of churn, and of the log of the expected spend. */
export interface Attributions {
  readonly churn: Attribution;
  readonly value: Attribution;
}

/** What a difference of scores is too small to be told from at 1 %. */
const smallestDifference = 0.1;

/** Whether the parts add up to the difference within 1 % of it. */
export function addsUp({ parts, difference }: Attribution): boolean {
  const sum = parts.reduce((total, part) => total + part, 0);
  return Math.abs(sum - difference) <= 0.01 * Math.max(Math.abs(difference), smallestDifference);
}

export const noParts = (): Float64Array => new Float64Array(reasonKinds.length);
