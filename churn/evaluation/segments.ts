import { millisecondsPerDay } from '../../config/index.ts';
import { auc } from '../../evaluation/index.ts';
import type { Orders } from '../../warehouse/index.ts';
import type { Labels } from '../labels.ts';
import type { Prediction } from '../prediction.ts';
import type { Snapshot } from '../snapshot.ts';

/** How customers of one kind were foretold. */
export interface SegmentFigures {
  readonly segment: string;
  readonly customers: number;
  /** Share that left, and the mean predicted chance of it. */
  readonly churn_rate: number;
  readonly predicted: number;
  /** Absent where all left or all stayed. */
  readonly auc?: number;
}

interface Facts {
  readonly orders: number;
  readonly daysQuiet: number;
}

const segments: readonly (readonly [string, (facts: Facts) => boolean])[] = [
  ['one order', ({ orders }) => orders === 1],
  ['2 to 4 orders', ({ orders }) => orders >= 2 && orders <= 4],
  ['5 orders and more', ({ orders }) => orders >= 5],
  ['last order within 30 days', ({ daysQuiet }) => daysQuiet <= 30],
  ['31 to 90 days ago', ({ daysQuiet }) => daysQuiet > 30 && daysQuiet <= 90],
  ['91 days ago and more', ({ daysQuiet }) => daysQuiet > 90],
];

/** The figures of each segment that has customers: first by the number of orders, then by how long ago the last one was. */
export function segmentFigures(
  orders: Orders,
  snapshot: Snapshot,
  { churned }: Labels,
  { churnProbability }: Prediction,
): SegmentFigures[] {
  const facts = Array.from(snapshot.start, (start, row) => ({
    orders: snapshot.end[row]! - start,
    daysQuiet: (snapshot.cutoff - orders.time[snapshot.end[row]! - 1]!) / millisecondsPerDay,
  }));
  return segments.flatMap(([segment, belongs]) => {
    const rows = [...facts.keys()].filter((row) => belongs(facts[row]!));
    if (rows.length === 0) return [];
    const labels = rows.map((row) => churned[row]!);
    const scores = rows.map((row) => churnProbability[row]!);
    const area = auc(labels, scores);
    return [
      {
        segment,
        customers: rows.length,
        churn_rate: mean(labels),
        predicted: mean(scores),
        ...(Number.isFinite(area) ? { auc: area } : {}),
      },
    ];
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
