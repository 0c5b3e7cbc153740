import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addressHash,
  assess,
  type Contact,
  contactPermission,
  customerHash,
  describeContactReason,
  listIntents,
  openStore,
  recordConsent,
  type SendingRoom,
  type Store,
  type SuppressionCause,
  sendPass,
  suppress,
} from '../../retention/index.ts';
import { approve, contactOf, customer, intoList, noon, sendingRoom, settings, waitingDraft } from './an-outbox.ts';

/** What may change between one moment and the next. */
interface World {
  readonly store: Store;
  contact: NonNullable<Contact>;
  room: Partial<SendingRoom>;
}

const night = new Date('2026-03-02T23:30:00Z');
const suppressed = (cause: SuppressionCause, kind: 'address' | 'customer' = 'address') => {
  return ({ store, contact }: World) => {
    const hash =
      kind === 'address' ? addressHash(store.keys, contact.email!) : customerHash(store.keys, contact.customerId);
    suppress(store, { hash, kind, cause, time: noon.toISOString(), source: 'test' });
  };
};
const ledger = (purpose: 'marketing' | 'profiling') => {
  return ({ store, contact }: World) =>
    recordConsent(
      store,
      {
        customer_id: contact.customerId,
        channel: 'email',
        purpose,
        state: 'withdrawn',
        time: noon.toISOString(),
        source: 'test',
        wording: 'no',
      },
      noon,
    );
};
/** The fourteen reasons, and how each comes to be. */
const reasons: Readonly<Record<string, (world: World) => void>> = {
  no_consent: (world) => {
    world.contact = { ...world.contact, emailConsent: null };
  },
  withdrawn: ledger('marketing'),
  objected_to_profiling: ledger('profiling'),
  minor: (world) => {
    world.contact = { ...world.contact, birthDate: '2008-03-03' };
  },
  erased: suppressed('erased', 'customer'),
  bounced: suppressed('bounced'),
  complained: suppressed('complained'),
  suppressed: suppressed('manual'),
  quiet_hours: (world) => {
    world.room = {
      ...world.room,
      clock: () => night,
      policy: { ...settings.policy, quiet_hours: { from: '21:00', to: '08:00' } },
    };
  },
  frequency_cap: (world) => {
    const recipient = addressHash(world.store.keys, world.contact.email!);
    const other = waitingDraft(world.store, customer(500 + Number(world.contact.customerId.slice(1))), 'before');
    world.store.database
      .prepare(
        `INSERT INTO outbox (intent_id, draft_id, content_hash, recipient, state, created_at, handed_over_at) VALUES (?, ?, 'x', ?, 'sent', ?, ?)`,
      )
      .run(`send-${other.draft_id}`, other.draft_id, recipient, noon.toISOString(), noon.toISOString());
    world.room = { ...world.room, policy: { ...settings.policy, frequency: [{ at_most: 1, days: 3 }] } };
  },
  no_postal_address: ({ store }) => change(store, '$.postal_address'),
  no_unsubscribe: ({ store }) => change(store, '$.unsubscribe'),
  no_sender_domain: ({ store }) => change(store, '$.sender'),
  wrong_locale: (world) => {
    world.contact = { ...world.contact, locale: 'zh-CN' };
  },
  test_mode: (world) => {
    world.room = { ...world.room, delivery: { ...settings.delivery, mode: 'test' } };
  },
};

function change(store: Store, path: string): void {
  store.database.prepare('UPDATE drafts SET content = json_set(content, ?, NULL)').run(path);
}

const personal = ['withdrawn', 'objected_to_profiling', 'minor', 'erased', 'bounced', 'complained', 'suppressed'];

const nothingElse = {
  segments: [],
  activity: { last_order_channel: null, usual_hour: null, cheaper: [] },
  open_code: null,
};

/** Tries to get one mail out, with the reason coming up before the decision, the approval, the claim, or the first byte. Returns how many went out. */
async function tryToSend(
  reason: string,
  at: 'decision' | 'approval' | 'claim' | 'first byte',
  index: number,
): Promise<number> {
  const store = openStore(':memory:');
  const world: World = { store, contact: contactOf(customer(index)), room: {} };
  const happen = () => reasons[reason]!(world);
  const permission = () =>
    contactPermission(store, world.contact.customerId, world.contact, { now: noon, minimumAge: 18 });
  if (at === 'decision') happen();
  if (personal.includes(reason) && at === 'decision') {
    const score = {
      as_of: '',
      churn_probability: 0.9,
      expected_spend: 900,
      historic_clv: 900,
      historic_number_of_orders: 9,
      average_order_value: 60,
      average_days_between_orders: 20,
      days_since_last_order: 70,
    };
    const { stop } = assess(
      { customer_id: world.contact.customerId, score, feeling: null, permission: permission(), ...nothingElse },
      { campaign: 'c', policy: settings.policy, currency: 'GBP', holdoutKey: '7', timeZone: 'UTC', now: noon },
    );
    assert.equal(stop?.rule, reason);
    return 0;
  }
  const draft = waitingDraft(store, world.contact.customerId);
  if (at === 'decision' && /^no_(postal|unsub|sender)/.test(reason)) happen();
  if (at === 'approval') happen();
  try {
    approve(store, { ...draft }, 'ann');
  } catch {
    return 0;
  }
  if (at === 'claim') happen();
  const list = intoList();
  const room = sendingRoom(store, list, {});
  const transport = {
    ...list,
    deliver(...given: Parameters<typeof list.deliver>) {
      if (at === 'first byte') {
        happen();
        Object.assign(room, world.room);
      }
      return list.deliver(...given);
    },
  };
  Object.assign(room, {
    transport,
    readShop: async () => ({ contact: () => world.contact, product: () => null }),
    ...world.room,
  });
  await sendPass(room);
  // A mail that lacks something is another mail than was approved.
  if (at === 'claim' && !/^no_(postal|unsub|sender)|test_mode/.test(reason)) {
    const [intent] = listIntents(store).filter(({ state }) => state !== 'sent');
    assert.equal(intent?.reason, describeContactReason(reason as never), reason);
  }
  room.sender.close();
  store.close();
  return list.mails.length;
}

for (const reason of Object.keys(reasons)) {
  test(`“${reason}” stops a mail whenever it comes up, fifty of fifty at each of four moments`, async () => {
    for (const at of ['decision', 'approval', 'claim', 'first byte'] as const) {
      // The customer file is read at the beginning of a pass; what changes in it afterwards counts for the next.
      if (at === 'first byte' && ['no_consent', 'minor', 'wrong_locale'].includes(reason)) continue;
      let sent = 0;
      for (let index = 0; index < 50; index++) sent += await tryToSend(reason, at, index);
      assert.equal(sent, 0, `${reason} at the ${at}`);
    }
  });
}

test('without a reason the mail goes', async () => {
  const list = intoList();
  const store = openStore(':memory:');
  approve(store, waitingDraft(store, customer(0)));
  await sendPass(sendingRoom(store, list));
  assert.equal(list.mails.length, 1);
});

test('caps and consent hold in whatever order drafts, mails, withdrawals and new consents come', async () => {
  const event = fc.constantFrom('draft', 'send', 'withdraw', 'give', 'hours pass', 'days pass');
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 25 }), async (events) => {
      const store = openStore(':memory:');
      let now = new Date(noon);
      let campaign = 0;
      let given = true;
      const list = intoList();
      const sent: number[] = [];
      const frequency = [
        { at_most: 1, days: 1 },
        { at_most: 2, days: 7 },
      ];
      const room = sendingRoom(store, list, { clock: () => now, policy: { ...settings.policy, frequency } });
      for (const what of events) {
        const time = now.toISOString();
        const consent = (state: 'given' | 'withdrawn') =>
          recordConsent(
            store,
            {
              customer_id: customer(0),
              channel: 'email',
              purpose: 'marketing',
              state,
              time,
              source: 's',
              wording: 'w',
            },
            now,
          );
        if (what === 'draft') approve(store, waitingDraft(store, customer(0), `c${campaign++}`, { now }), 'ann', now);
        if (what === 'withdraw') {
          consent('withdrawn');
          given = false;
        }
        if (what === 'give') {
          consent('given');
          given = true;
        }
        if (what === 'hours pass') now = new Date(now.getTime() + 5 * 3_600_000);
        if (what === 'days pass') now = new Date(now.getTime() + 2 * 86_400_000);
        if (what !== 'send') continue;
        const before = list.mails.length;
        await sendPass(room);
        for (let mail = before; mail < list.mails.length; mail++) sent.push(now.getTime());
        assert.ok(given || list.mails.length === before, 'nothing after a withdrawal');
      }
      for (const { at_most, days } of frequency) {
        for (const moment of sent) {
          const within = sent.filter((other) => other > moment - days * 86_400_000 && other <= moment).length;
          assert.ok(within <= at_most, `${within} in ${days} days`);
        }
      }
      room.sender.close();
      store.close();
    }),
    { numRuns: 60 },
  );
});
