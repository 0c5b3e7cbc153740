import { type Cents, fromCents, type Offer, stacks, toCents } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { customerHash } from './addresses.ts';
import { audit } from './audit.ts';
import { discountOnGoods, worstCaseCost } from './offer-cost.ts';
import type { Store } from './store.ts';

export type Redemption =
  | { readonly accepted: true; readonly offer: Offer; readonly discount: Cents }
  | {
      readonly accepted: false;
      readonly reason: 'unknown' | 'used' | 'expired' | 'order_too_small' | 'not_with_others';
    };

interface Coupon {
  readonly campaign: string;
  readonly offer: string;
  readonly state: 'drafted' | 'approved' | 'redeemed' | 'void';
  readonly valid_until: string;
  readonly currency: string;
}

const find = `
  SELECT campaign, offer, state, valid_until, currency FROM coupons JOIN campaigns USING (campaign)
  WHERE code = @code AND customer_id = @customer`;
/** The offers that an order has used already. */
const together = `SELECT offer FROM coupons WHERE order_id = @order_id AND state = 'redeemed'`;
const use = `
  UPDATE coupons SET state = 'redeemed', redeemed_at = @now, order_id = @order_id, discount = @discount
  WHERE code = @code AND customer_id = @customer AND state = 'approved' AND valid_until > @now`;

/**
 * Redeems a code with one order of the customer it was made for, once. The discount comes from the offer that was approved, never from who asks, and never exceeds what was set aside for it;
 * shipping, points and gifts take nothing off the goods: `offer` says what to give. An order takes a second code only if both offers stack.
 * A code of somebody else, a forged one, and one that was never approved are all `unknown`. `order_value` is in the campaign's currency, in its smallest unit.
 */
export function redeemCoupon(
  store: Store,
  given: {
    readonly code: string;
    readonly customer: CustomerId;
    readonly order_id: string;
    readonly order_value: Cents;
    readonly now: Date;
  },
): Redemption {
  const { customer, order_id, order_value } = given;
  const code = given.code.trim().toUpperCase();
  const now = given.now.toISOString();
  return store.write(() => {
    const coupon = store.database.prepare(find).get({ code, customer }) as Coupon | undefined;
    if (!coupon || coupon.state === 'drafted' || coupon.state === 'void') return no('unknown');
    if (coupon.state === 'redeemed') return no('used');
    if (coupon.valid_until <= now) return no('expired');
    const offer = JSON.parse(coupon.offer) as Offer;
    const { currency } = coupon;
    const others = store.database.prepare(together).pluck().all({ order_id }) as string[];
    if (others.length > 0 && ![offer, ...others.map((other) => JSON.parse(other) as Offer)].every(stacks))
      return no('not_with_others');
    if ('minimum_order' in offer && order_value < toCents(offer.minimum_order, currency)) return no('order_too_small');
    const off = toCents(discountOnGoods(offer, fromCents(order_value, currency)), currency);
    const discount = Math.min(off, worstCaseCost(offer, currency), order_value) as Cents;
    if (store.database.prepare(use).run({ code, customer, order_id, discount, now }).changes !== 1) return no('used');
    audit(store, {
      time: now,
      actor: customerHash(store.keys, customer),
      action: 'coupon redeemed',
      subject: coupon.campaign,
      details: { offer: offer.name, discount, currency },
    });
    return { accepted: true, offer, discount };
  });
}

const no = (reason: Exclude<Redemption, { accepted: true }>['reason']): Redemption => ({ accepted: false, reason });
