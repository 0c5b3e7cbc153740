import type { CustomerId, ProductId } from './event.ts';
import type { Warehouse } from './open.ts';
import { timestampFromDate } from './time.ts';

export interface Review {
  readonly reviewId: string;
  readonly customerId: CustomerId;
  readonly productId: ProductId | null;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  /** The stars as the shop's file gave them; null without. */
  readonly rating: number | null;
  readonly title: string | null;
  readonly text: string | null;
}

const reviewsQuery = `
  SELECT review_id AS "reviewId", customer_id AS "customerId", product_id AS "productId",
         epoch_ms(time)::DOUBLE AS time, rating, title, text
  FROM reviews WHERE time < $before ORDER BY time, review_id`;

/** The reviews written before that moment, oldest first. */
export async function readReviews(warehouse: Warehouse, span: { before: Date }): Promise<Review[]> {
  const reader = await warehouse.connection.runAndReadAll(reviewsQuery, { before: timestampFromDate(span.before) });
  return reader.getRowObjects() as unknown as Review[];
}
