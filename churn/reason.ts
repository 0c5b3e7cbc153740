/** Why a customer is thought to be leaving, in numbers; whoever shows it finds the words. */
export type Reason =
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

interface ReasonNumbers {
  readonly churn_probability: number;
  readonly historic_number_of_orders: number;
  /** null for customers with orders on one day only. */
  readonly average_days_between_orders: number | null;
  readonly days_since_last_order: number;
}

/** The plainest reason that the numbers give: later than usual for this customer, one order only, or just quiet. */
export function reasonFor(numbers: ReasonNumbers): Reason {
  const { churn_probability, days_since_last_order, average_days_between_orders, historic_number_of_orders } = numbers;
  if (historic_number_of_orders <= 1) return { kind: 'one_order', churn_probability, days_since_last_order };
  if (average_days_between_orders !== null && days_since_last_order > average_days_between_orders) {
    return { kind: 'overdue', churn_probability, days_since_last_order, average_days_between_orders };
  }
  return { kind: 'quiet', churn_probability, days_since_last_order };
}
