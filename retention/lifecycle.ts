import { type LifecycleStage, millisecondsPerDay, type SegmentName } from '../config/index.ts';

/** What a segment is told apart by: the figures of a customer's score. Amounts are in the shop's currency, in its main unit; times are RFC 3339. */
export interface SegmentFigures {
  readonly churn_probability: number;
  readonly expected_spend: number;
  readonly predicted_clv: number;
  readonly historic_clv: number;
  readonly total_clv: number;
  readonly historic_number_of_orders: number;
  readonly predicted_number_of_orders: number;
  readonly average_order_value: number;
  /** null with orders on one day only. */
  readonly average_days_between_orders: number | null;
  readonly days_since_last_order: number;
  readonly as_of: string;
  readonly expected_date_of_next_order: string | null;
}

/** Where the customers of one shop are divided. */
export interface SegmentBounds {
  /** A customer without an order in this many days has left. */
  readonly horizonDays: number;
  /** Spend so far from which on a customer is among the tenth that spent most. */
  readonly vipFrom: number;
  /** Expected spend of a year from which on a customer is among the fifth that is worth most. */
  readonly highValueFrom: number;
}

const vipShare = 0.1;
const highValueShare = 0.2;
const atRiskFrom = 0.5;
const loyalOrders = 4;
const dueWithinDays = 7;

/** The bounds that follow from all customers of a shop together. */
export function segmentBounds(customers: readonly SegmentFigures[], horizonDays: number): SegmentBounds {
  const top = (share: number, value: (figures: SegmentFigures) => number) => {
    const sorted = customers.map(value).sort((a, b) => b - a);
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.POSITIVE_INFINITY;
  };
  return {
    horizonDays,
    vipFrom: top(vipShare, ({ historic_clv }) => historic_clv),
    highValueFrom: top(highValueShare, ({ predicted_clv }) => predicted_clv),
  };
}

/** The stage: the first of these that fits, in the order of `lifecycleStages`. */
export function lifecycleStage(figures: SegmentFigures, bounds: SegmentBounds): LifecycleStage {
  const { days_since_last_order: quiet } = figures;
  if (quiet >= 2 * bounds.horizonDays) return 'lost';
  if (quiet >= bounds.horizonDays) return 'dormant';
  if (figures.churn_probability >= atRiskFrom) return 'at_risk';
  if (figures.historic_number_of_orders <= 1) return 'new';
  if (figures.historic_clv >= bounds.vipFrom) return 'vip';
  return figures.historic_number_of_orders >= loyalOrders ? 'loyal' : 'active';
}

const inStage = (stage: LifecycleStage) => (figures: SegmentFigures, bounds: SegmentBounds) =>
  lifecycleStage(figures, bounds) === stage;

/** The named segments: the stages, and two that go across them. */
export const namedSegments: Readonly<Record<SegmentName, ReturnType<typeof inStage>>> = {
  lost: inStage('lost'),
  dormant: inStage('dormant'),
  at_risk: inStage('at_risk'),
  new: inStage('new'),
  vip: inStage('vip'),
  loyal: inStage('loyal'),
  active: inStage('active'),
  /** Their next order is expected within a week, or is overdue. */
  replenishment_due: ({ expected_date_of_next_order: next, as_of }) =>
    next !== null && Date.parse(next) <= Date.parse(as_of) + dueWithinDays * millisecondsPerDay,
  /** The fifth of whom most is expected within a year. */
  high_value: ({ predicted_clv }, { highValueFrom }) => predicted_clv >= highValueFrom,
};
