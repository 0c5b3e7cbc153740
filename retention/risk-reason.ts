import type { Score } from './facts.ts';

/** Why a customer is thought to be leaving, in numbers; whoever shows it finds the words. */
export type RiskReason =
  | {
      readonly kind: 'overdue';
      readonly churn_probability: number;
      readonly days_since_last_order: number;
      readonly average_days_between_orders: number;
    }
  | {
      readonly kind: 'quiet' | 'one_order';
      readonly churn_probability: number;
      readonly days_since_last_order: number;
    };

/** The plainest reason that the score's own numbers give: later than usual for this customer, one order only, or just quiet. */
export function riskReason(score: Score): RiskReason {
  const { churn_probability, days_since_last_order, average_days_between_orders: usual } = score;
  if (score.historic_number_of_orders <= 1) return { kind: 'one_order', churn_probability, days_since_last_order };
  if (usual !== null && days_since_last_order > usual) {
    return { kind: 'overdue', churn_probability, days_since_last_order, average_days_between_orders: usual };
  }
  return { kind: 'quiet', churn_probability, days_since_last_order };
}

/** The reason as a person at the shop reads it. */
export function describeRisk(reason: RiskReason): string {
  const days = (count: number) => `${Math.round(count)} day${Math.round(count) === 1 ? '' : 's'}`;
  const risk = `risk ${Math.round(reason.churn_probability * 100)} %`;
  const quiet = `no order for ${days(reason.days_since_last_order)}`;
  if (reason.kind === 'overdue') return `${quiet}, usually every ${days(reason.average_days_between_orders)}; ${risk}`;
  return reason.kind === 'one_order' ? `${quiet}, after one order; ${risk}` : `${quiet}; ${risk}`;
}
