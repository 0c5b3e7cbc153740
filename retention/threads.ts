import type { CustomerId } from '../warehouse/index.ts';
import { newDraftId, type RandomBytes } from './coupon-code.ts';
import type { Store } from './store.ts';

/** The thread of a customer in a campaign, which is its draft's id too: issued here at the first call, the same at every later one. Nobody else makes thread ids. */
export function issueThread(
  store: Store,
  given: {
    readonly campaign: string;
    readonly customer: CustomerId;
    readonly now: Date;
    readonly randomBytes?: RandomBytes;
  },
): string {
  const { campaign, customer } = given;
  const find = store.database.prepare('SELECT thread_id FROM threads WHERE campaign = ? AND customer_id = ?').pluck();
  const known = find.get(campaign, customer) as string | undefined;
  if (known !== undefined) return known;
  return store.writeSoon(() => {
    store.database
      .prepare(
        'INSERT INTO threads (thread_id, campaign, customer_id, issued_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(newDraftId(given.randomBytes), campaign, customer, given.now.toISOString());
    return find.get(campaign, customer) as string;
  });
}
