import type { Random } from '../config/index.ts';
import { weightedIndex } from './draws.ts';
import { drawStars } from './experience.ts';
import { writeReview } from './review-text.ts';
import type { ShopOrder, ShopProduct } from './shop.ts';
import { writeSupportMessage } from './support-text.ts';
import { momentOn, type Visitor } from './visits.ts';

/** The rows by which an order's experience shows: a review, a message to support, money back. Words and times alone are drawn here; that and when they come was drawn with the order. */
export function writeAftermath(
  visitor: Visitor,
  order: ShopOrder,
  unitPrices: readonly number[],
  person: { readonly chinese: boolean; readonly start: number },
  words: Random,
): void {
  const { customer, events, products } = visitor;
  const { experience, orderId } = order;
  const line = subjectOf(order, products, words);
  const product = products[order.products[line]!]!;
  const row = { customer, product: order.products[line]! };
  if (order.supportDay !== undefined) {
    events.push({
      ...row,
      time: momentOn(visitor, person.start, order.supportDay),
      type: 'support_message',
      channel: words() < 0.7 ? 'email' : 'web',
      orderId,
      text: writeSupportMessage({ experience, product, orderId, chinese: person.chinese }, words),
    });
  }
  if (order.reviewDay !== undefined) {
    const stars = drawStars(experience, words);
    events.push({
      ...row,
      time: momentOn(visitor, person.start, order.reviewDay),
      type: 'review_posted',
      channel: order.channel === 'store' ? 'web' : order.channel,
      orderId,
      rating: stars,
      ...writeReview({ experience, stars, product, chinese: person.chinese }, words),
    });
  }
  if (order.refundDay !== undefined) {
    events.push({
      ...row,
      time: momentOn(visitor, person.start, order.refundDay),
      type: 'order_refunded',
      channel: order.channel,
      orderId,
      quantity: order.quantities[line]!,
      unitPrice: unitPrices[line]!,
    });
  }
}

/** The line that the experience is about: what broke or did not fit is likely the thing that often does. */
function subjectOf(order: ShopOrder, products: readonly ShopProduct[], random: Random): number {
  const latents = order.products.map((product) => products[product]!.latent);
  if (order.experience === 'defective') {
    return weightedIndex(
      latents.map(({ defectRate }, line) => defectRate * order.quantities[line]!),
      random,
    );
  }
  if (order.experience === 'mismatched')
    return weightedIndex(
      latents.map(({ mismatchRate }) => mismatchRate),
      random,
    );
  return Math.floor(random() * latents.length);
}
