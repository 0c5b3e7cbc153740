import { millisecondsPerDay, type Policy } from '../config/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import type { Store } from './store.ts';

/** What may have arrived, unknown ones too, under the customer or the address. Another sender's that is being handed over counts already. */
const handedOver = `
  SELECT handed_over_at FROM outbox o LEFT JOIN drafts d USING (draft_id)
  WHERE o.draft_id <> @draft AND o.state IN ('handing_over', 'sent', 'unknown') AND (o.recipient = @recipient OR d.customer_id = @customer)
  ORDER BY handed_over_at DESC LIMIT @most`;

/** The first moment from `now` on at which one more mail keeps every line of the policy's frequency; `now` itself when it may go. A clock that was put back makes nothing come early. */
export function nextAllowedByFrequency(
  store: Store,
  mail: { readonly draft: string; readonly customer: CustomerId; readonly recipient: string },
  frequency: Policy['frequency'],
  now: Date,
): Date {
  const most = Math.max(0, ...frequency.map((line) => line.at_most));
  const times = store.database
    .prepare(handedOver)
    .pluck()
    .all({ ...mail, most }) as string[];
  const next = frequency.flatMap(({ at_most, days }) => {
    const oldest = times[at_most - 1];
    return oldest === undefined ? [] : new Date(oldest).getTime() + days * millisecondsPerDay;
  });
  return new Date(Math.max(now.getTime(), ...next));
}
