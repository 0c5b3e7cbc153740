import { type CustomerId, type ProductId, readReviews, timestampFromDate, type Warehouse } from '../warehouse/index.ts';
import { mostStars, textOfReview } from './train-from-reviews.ts';

/** A review or a message to support. */
export interface Utterance {
  readonly customerId: CustomerId;
  readonly productId: ProductId | null;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  /** Title and text; empty for stars alone. */
  readonly text: string;
  /** null for a message, and for a review without stars. */
  readonly stars: number | null;
  /** Of a message whether the shop's system says that the matter is settled; null for a review. */
  readonly settled: boolean | null;
}

const messagesQuery = `
  SELECT customer_id AS "customerId", product_id AS "productId", epoch_ms(time)::DOUBLE AS time,
         concat_ws(chr(10), properties->>'$.title', properties->>'$.text') AS text,
         coalesce(lower(properties->>'$.status') IN ('closed', 'resolved', 'solved', 'settled'), false) AS settled
  FROM events WHERE type = 'support_message' AND time < $before ORDER BY time, event_id`;

/** All that customers wrote before that moment, oldest first, and the most stars that any of them gave. */
export async function readUtterances(
  warehouse: Warehouse,
  { before }: { readonly before: Date },
): Promise<{ readonly utterances: Utterance[]; readonly mostStars: number }> {
  const reviews = await readReviews(warehouse, { before });
  const messages = await warehouse.connection.runAndReadAll(messagesQuery, { before: timestampFromDate(before) });
  const utterances: Utterance[] = [
    ...reviews.map((review) => ({
      customerId: review.customerId,
      productId: review.productId,
      time: review.time,
      text: textOfReview(review),
      stars: review.rating,
      settled: null,
    })),
    ...(messages.getRowObjects() as unknown as Omit<Utterance, 'stars'>[]).map((message) => ({
      ...message,
      stars: null,
    })),
  ];
  // The sort is stable: of two at the same moment, a message comes after a review.
  return { utterances: utterances.sort((a, b) => a.time - b.time), mostStars: mostStars(reviews) };
}
