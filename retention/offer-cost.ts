import { type Cents, type Offer, toCents } from '../config/index.ts';

/** The most that one use of the offer can cost. This is what counts against a campaign's budget. */
export function worstCaseCost(offer: Offer, currency: string): Cents {
  if (offer.kind === 'none') return 0 as Cents;
  return toCents(offer.kind === 'percentage' ? offer.at_most : offer.amount, currency);
}

/** What one use costs on an order of that value; both in the currency's main unit. */
export function costOfUse(offer: Offer, orderValue: number): number {
  if (offer.kind === 'none') return 0;
  if (offer.kind === 'amount') return offer.amount;
  return Math.min((orderValue * offer.percent) / 100, offer.at_most);
}

/**
 * The share of an order's value that is left after goods and the offer, on the order where the offer weighs most:
 * any order for a percentage; the smallest order that may use it for an amount, or the customer's average order when there is no minimum.
 */
export function marginLeft(offer: Offer, margin: number, averageOrderValue: number): number {
  if (offer.kind === 'none') return margin;
  if (offer.kind === 'percentage') return margin - offer.percent / 100;
  const order = offer.minimum_order > 0 ? offer.minimum_order : averageOrderValue;
  return order > 0 ? margin - offer.amount / order : Number.NEGATIVE_INFINITY;
}
