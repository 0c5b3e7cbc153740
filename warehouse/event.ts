/** A customer as models, prompts and queries see them: never a name, an e-mail address or a phone number. */
export type CustomerId = string & { readonly of: 'customer' };
export type ProductId = string & { readonly of: 'product' };

/** What can happen between a customer and a shop, in the terms of the Segment e-commerce spec. */
export const eventTypes = [
  'product_viewed',
  'product_added',
  'product_liked',
  'order_completed',
  'order_refunded',
  'review_posted',
  'support_message',
  'email_sent',
  'email_opened',
  'email_clicked',
  'store_visited',
  'coupon_redeemed',
  'unsubscribed',
] as const;
export type EventType = (typeof eventTypes)[number];

export const channels = ['web', 'app', 'store', 'phone', 'email', 'marketplace', 'other'] as const;
export type Channel = (typeof channels)[number];
