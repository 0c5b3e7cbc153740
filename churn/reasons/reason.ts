import type { ReasonKind } from './feature-reasons.ts';

/** A reason behind a score, in numbers; `reasonInWords` says it. Amounts are in the shop's currency, in its main unit. */
export type Reason = {
  /** What it adds to the score, from an average customer without history: to the logit of churn, or to the log of the expected spend. */
  readonly effect: number;
} & ReasonNumbers;

export type ReasonNumbers =
  | {
      readonly kind: 'silence';
      readonly days_since_last_order: number;
      /** Mean days from one day with an order to the next; null with one such day. */
      readonly usual_days: number | null;
    }
  | { readonly kind: 'rhythm'; readonly usual_days: number | null }
  | { readonly kind: 'history'; readonly orders: number }
  | { readonly kind: 'tenure'; readonly days_since_first_order: number }
  | { readonly kind: 'spend'; readonly average_order_value: number; readonly last_order_value: number }
  | { readonly kind: 'basket'; readonly lines_per_order: number; readonly pieces_per_order: number }
  /** Day of the week of the latest order, 0 for Sunday, and its month, 1 to 12; both in UTC. */
  | { readonly kind: 'calendar'; readonly weekday: number; readonly month: number }
  /** Days with a visit that led to no order; null for a customer who was never seen so. A contact is whatever the customer did besides ordering, a return for example. */
  | {
      readonly kind: 'visits';
      readonly visits_in_90_days: number;
      readonly days_since_last_visit: number | null;
      readonly days_since_last_contact: number | null;
    }
  /** Of the last ten mails at most. */
  | { readonly kind: 'mails'; readonly mails: number; readonly opened: number; readonly unsubscribed: boolean }
  | { readonly kind: 'coupons'; readonly coupons: number }
  | { readonly kind: 'returns'; readonly returns: number; readonly days_since_last_return: number | null }
  /** Of the last review or message to support, from −1 (negative) to 1 (positive); null where nothing was written that could be read. */
  | { readonly kind: 'feeling'; readonly last_feeling: number | null; readonly days_since: number | null }
  /** How many of the things bought before are bought again within 90 days, by how long customers wait. */
  | { readonly kind: 'due'; readonly products_due_in_90_days: number }
  /** The kind of things bought, told by who else buys them; the number is how many different ones. */
  | { readonly kind: 'taste'; readonly different_products: number };

/** Of each kind there is one: a kind without numbers does not compile. */
export type NumbersOf = { readonly [kind in ReasonKind]: () => Extract<ReasonNumbers, { kind: kind }> };
