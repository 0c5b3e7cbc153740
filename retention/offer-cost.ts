import { type Cents, mostPerUse, type Offer, toCents } from '../config/index.ts';

/** The most that one use of the offer can cost. This is what counts against a campaign's budget. */
export function worstCaseCost(offer: Offer, currency: string): Cents {
  return offer.kind === 'none' ? (0 as Cents) : toCents(mostPerUse(offer), currency);
}

/** What one use costs on an order of that value; both in the currency's main unit. */
export function costOfUse(offer: Offer, orderValue: number): number {
  if (offer.kind === 'none') return 0;
  if (offer.kind !== 'percentage') return mostPerUse(offer);
  return Math.min((orderValue * offer.percent) / 100, offer.at_most);
}

/** What one use takes off the goods of an order: nothing for what is given beside them (shipping, points, a gift). */
export function discountOnGoods(offer: Offer, orderValue: number): number {
  return offer.kind === 'percentage' || offer.kind === 'amount' ? costOfUse(offer, orderValue) : 0;
}

/**
 * The share of an order's value that is left after goods and the offer, on the order where the offer weighs most:
 * any order for a percentage; the smallest order that may use it for what costs the same on every one, or the customer's average order when there is no minimum.
 */
export function marginLeft(offer: Offer, margin: number, averageOrderValue: number): number {
  if (offer.kind === 'none') return margin;
  if (offer.kind === 'percentage') return margin - offer.percent / 100;
  const order = offer.minimum_order > 0 ? offer.minimum_order : averageOrderValue;
  return order > 0 ? margin - mostPerUse(offer) / order : Number.NEGATIVE_INFINITY;
}
