import type { CustomerId, ProductId } from '../warehouse/index.ts';
import type { PersonalReason } from './contact-reasons.ts';

/** What the churn room says of a customer: a row of the warehouse's table `scores`. Amounts are in the shop's currency, in its main unit. */
export interface Score {
  readonly as_of: string;
  readonly churn_probability: number;
  /** In the next horizon. */
  readonly expected_spend: number;
  readonly historic_clv: number;
  readonly historic_number_of_orders: number;
  readonly average_order_value: number;
  /** null for customers with one order. */
  readonly average_days_between_orders: number | null;
  readonly days_since_last_order: number;
}

/** How the customer's latest message or review sounds. */
export interface Feeling {
  readonly label: 'negative' | 'neutral' | 'positive';
  readonly confidence: number;
  /** RFC 3339. */
  readonly time: string;
  /** When the oldest complaint to support that is still open was written, RFC 3339; null without one. */
  readonly open_complaint_since?: string | null;
}

/** Whether the customer may be written to, and how: language and zone are null when the shop's files do not tell. */
export interface ContactPermission {
  readonly email: 'given' | 'refused' | 'unknown';
  readonly locale: string | null;
  readonly time_zone: string | null;
  /** Why the person is not written to at all; null when nothing stands against it. */
  readonly barred: PersonalReason | null;
}

/** A product that the customer would love. `price` is in the currency's main unit. */
export interface RecommendedProduct {
  readonly product_id: ProductId;
  readonly title: string;
  readonly price: number | null;
  /** The chance that the customer buys it within the horizon; null where there is too little history to tell. */
  readonly chance: number | null;
  /** Where its picture lies, as the catalogue has it. */
  readonly image_url?: string | null;
}

/** A product that the customer looked at, put in the basket or liked, and did not buy since, when it costs less now; `before` is what it cost then. */
export interface CheaperProduct extends Omit<RecommendedProduct, 'chance'> {
  readonly price: number;
  readonly before: number;
}

/** What the customer did lately, as far as an action may turn on it. */
export interface Activity {
  /** Where their latest order was placed; null without one. */
  readonly last_order_channel: string | null;
  /** The hour of the day, by their own clock, in which most of their orders were placed; null below three orders. */
  readonly usual_hour: number | null;
  /** Those that were looked at last first. */
  readonly cheaper: readonly CheaperProduct[];
}

/** All that a decision is made from. Nothing in it says who the customer is. */
export interface CustomerFacts {
  readonly customer_id: CustomerId;
  /** null for a customer without an order to learn from. */
  readonly score: Score | null;
  /** null for a customer who never wrote. */
  readonly feeling: Feeling | null;
  readonly permission: ContactPermission;
  /** The segments, of those that the policy's actions name, that the customer belongs to, as the policy writes them. */
  readonly segments: readonly string[];
  readonly activity: Activity;
  /** Whether a code of an earlier campaign still counts: null without one, else whether it may be used together with others. */
  readonly open_code: 'stacks' | 'alone' | null;
}
