import { ascending } from './classification.ts';

/** What happens when everybody who scores at least some threshold is picked. All shares are from 0 to 1. */
export interface Pick {
  /** Share of all rows that are picked. */
  readonly picked: number;
  /** Share of the positives that are picked: recall, the true positive rate. */
  readonly found: number;
  /** Share of the negatives that are picked: the false positive rate. */
  readonly falseAlarms: number;
  /** Share of the picked that are positive. */
  readonly precision: number;
}

/** Points of a curve that is drawn; more would not be seen. */
const mostPoints = 200;

/**
 * Every threshold's pick, from the highest score down, tied scores together; thinned to about 200. ROC, precision-recall and gains curves are drawn from it.
 * `labels[i]` is 1 or 0; empty without both classes.
 */
export function picks(labels: ArrayLike<number>, scores: ArrayLike<number>): Pick[] {
  const order = ascending(scores).reverse();
  const positives = order.reduce((sum, row) => sum + labels[row]!, 0);
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const points: Pick[] = [];
  const stride = order.length / mostPoints;
  let found = 0;
  let due = 0;
  for (let i = 0; i < order.length; i++) {
    found += labels[order[i]!]!;
    const last = i + 1 === order.length;
    if (!last && (scores[order[i + 1]!] === scores[order[i]!] || i + 1 < due)) continue;
    due = i + 1 + stride;
    points.push({
      picked: (i + 1) / order.length,
      found: found / positives,
      falseAlarms: (i + 1 - found) / negatives,
      precision: found / (i + 1),
    });
  }
  return points;
}
