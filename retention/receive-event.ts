import { z } from 'zod';
import { UserError } from '../config/index.ts';
import { addressHash } from './addresses.ts';
import { isSigned } from './delivery/webhook-signature.ts';
import { readIntent } from './outbox.ts';
import type { Store } from './store.ts';
import { type Suppression, suppress } from './suppressions.ts';

/** What the shop's mail provider, or its own relay, tells of a mail. One of `id` (ours) and `email` says whom it is about. */
const Event = z.object({
  type: z.enum(['email.bounced', 'email.complained']),
  timestamp: z.iso.datetime({ offset: true }),
  data: z.object({
    id: z.string().startsWith('send-').max(100).optional(),
    email: z.string().max(254).optional(),
    /** A mailbox that is full comes back too: only what is for good suppresses. */
    permanent: z.boolean().default(true),
  }),
});

/** A body that is signed and makes no sense. The same again never will. */
export class UnreadableEvent extends UserError {
  override name = 'UnreadableEvent';
}

export type Received = 'recorded' | 'seen_before' | 'forged';

/**
 * Takes in a bounce or a complaint, signed as Standard Webhooks sign: whoever it is about is suppressed when this returns. The same event again, late or out of order, changes nothing more.
 * Throws UnreadableEvent for a body that is signed and makes no sense.
 */
export function receiveEvent(
  store: Store,
  given: {
    readonly secret: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: string;
    readonly now: Date;
  },
): Received {
  const { secret, headers, body, now } = given;
  if (!isSigned(secret, headers, body, now)) return 'forged';
  const event_id = headers['webhook-id']!;
  if (store.database.prepare('SELECT 1 FROM received_events WHERE event_id = ?').get(event_id)) return 'seen_before';
  const event = parse(body);
  const hash = recipientOf(store, event);
  const suppression: Suppression | null =
    hash === null || !event.data.permanent
      ? null
      : {
          hash,
          kind: 'address',
          cause: event.type === 'email.bounced' ? 'bounced' : 'complained',
          time: new Date(event.timestamp).toISOString(),
          source: 'delivery events',
        };
  const remember = () =>
    store.database
      .prepare('INSERT INTO received_events (event_id, received_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(event_id, now.toISOString());
  if (suppression) suppress(store, suppression, remember);
  else store.write(remember);
  return 'recorded';
}

function parse(body: string): z.output<typeof Event> {
  try {
    return Event.parse(JSON.parse(body));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(', ')
        : 'no JSON';
    throw new UnreadableEvent(`the delivery event cannot be read: ${why}`);
  }
}

function recipientOf(store: Store, { data }: z.output<typeof Event>): string | null {
  if (data.email !== undefined) return addressHash(store.keys, data.email);
  return data.id === undefined ? null : (readIntent(store, data.id.slice('send-'.length))?.recipient ?? null);
}
