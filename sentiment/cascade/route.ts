import { ascending } from '../../evaluation/index.ts';

/** How often answers of about one confidence were right, on examples held out of training. */
export interface ConfidenceGroup {
  /** The least in the group. */
  readonly confidence: number;
  readonly rows: number;
  readonly right: number;
}

const mostGroups = 200;

/** Held-out answers in groups of equal size, the surest first. `right[i]` is 1 or 0. */
export function confidenceCurve(confidences: ArrayLike<number>, right: ArrayLike<number>): ConfidenceGroup[] {
  const order = ascending(confidences).reverse();
  const groups = Math.min(mostGroups, order.length);
  return Array.from({ length: groups }, (_, group) => {
    const rows = order.slice(
      Math.round((group * order.length) / groups),
      Math.round(((group + 1) * order.length) / groups),
    );
    return {
      confidence: confidences[rows.at(-1)!]!,
      rows: rows.length,
      right: rows.reduce((sum, row) => sum + right[row]!, 0),
    };
  });
}

/** Which texts go to the language model, and what that should give. */
export interface Route {
  /** Answers below this confidence are asked about. */
  readonly threshold: number;
  /** Share of the held-out examples below it. */
  readonly share: number;
  /** Accuracy to be expected of both together; it may stay below the one asked for. */
  readonly expected: number;
}

/** How often a language model is taken to be right on the texts that the local one is unsure of. An assumption: nobody has labels for those. */
export const assumedModelAccuracy = 0.95;

/** The route that asks about the fewest texts and reaches that accuracy; where none does, the one that comes nearest. */
export function chooseRoute(curve: readonly ConfidenceGroup[], accuracy: number): Route {
  const total = curve.reduce((sum, { rows }) => sum + rows, 0);
  let kept = 0;
  let right = 0;
  let best: Route = { threshold: 1.01, share: 1, expected: assumedModelAccuracy };
  for (const group of curve) {
    kept += group.rows;
    right += group.right;
    const expected = (right + assumedModelAccuracy * (total - kept)) / total;
    if (expected >= Math.min(accuracy, best.expected)) {
      best = { threshold: group.confidence, share: 1 - kept / total, expected };
    }
  }
  return best;
}
