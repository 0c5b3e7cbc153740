import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addressHash,
  type Contact,
  consentNow,
  type Draft,
  issueThread,
  type MailTransport,
  openCampaign,
  openSender,
  openStore,
  recordApproval,
  type SendingRoom,
  type Store,
  storeDraft,
  unsubscribeToken,
} from '../../retention/index.ts';
import type { CustomerId } from '../../warehouse/index.ts';
import { contactOf, customer, noon, settings } from './a-sending-shop.ts';

export { contactOf, customer, noon, settings } from './a-sending-shop.ts';

export const newFolder = () => mkdtempSync(join(tmpdir(), 'holdfast-sending-'));

interface DraftGiven {
  readonly cost?: number;
  readonly budget?: number;
  readonly contact?: Contact;
  readonly now?: Date;
  readonly offer?: Draft['plan']['offer'];
}

/** Stores a draft for a customer, with a code, as the retain graph would. */
export function waitingDraft(store: Store, id: CustomerId, campaign = 'spring', given: DraftGiven = {}): Draft {
  const draft = newDraft(store, id, campaign, given);
  storeDraft(store, draft);
  return { ...draft, status: 'waiting' };
}

/** A draft that is not stored yet. */
export function newDraft(store: Store, id: CustomerId, campaign: string, given: DraftGiven): Omit<Draft, 'status'> {
  const now = given.now ?? noon;
  const contact = given.contact === undefined ? contactOf(id) : given.contact;
  const policy = { ...settings.policy, budget: given.budget ?? settings.policy.budget };
  openCampaign(store, { campaign, policy, currency: 'GBP', now });
  const draft_id = issueThread(store, { campaign, customer: id, now });
  const recipient = contact?.email ? addressHash(store.keys, contact.email) : null;
  const { delivery } = settings;
  const draft: Omit<Draft, 'status'> = {
    draft_id,
    campaign,
    customer_id: id,
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + 7 * 86_400_000).toISOString(),
    expected_profit: 100 as never,
    worst_case_cost: (given.cost ?? 500) as never,
    plan: {
      channel: 'email',
      action: 'win_back',
      offer: given.offer ?? {
        name: 'five_off',
        kind: 'amount',
        amount: 5,
        minimum_order: 25,
        saved_share: 0.1,
        valid_days: 14,
        stacks: false,
      },
      currency: 'GBP',
      language: 'en',
      products: [],
      reason: { kind: 'quiet', churn_probability: 0.7, days_since_last_order: 80 },
      consent: 'given',
    },
    content: {
      subject: `For ${draft_id}`,
      preheader: 'Something for you',
      text: `Hello Ann,\n\nintent send-${draft_id}\n`,
      html: `<html><body><p>Hello Ann, intent send-${draft_id}</p></body></html>`,
      links: ['https://elm.example/'],
      coupon_code: `CODE-${draft_id.toUpperCase()}`,
      offer_valid_until: '2026-06-01T00:00:00.000Z',
      template_version: 'test',
      recipient,
      sender: delivery.from!,
      reply_to: delivery.reply_to!,
      unsubscribe:
        recipient === null
          ? null
          : {
              url: `${delivery.unsubscribe_url}${unsubscribeToken(store.keys, recipient)}`,
              email: null,
            },
      postal_address: delivery.postal_address!,
      consent_version: consentNow(store, id, contact).version,
    },
    authorship: { written_by: 'template', written_by_reason: 'test', verdicts: [] },
  };
  return draft;
}

export function approve(store: Store, draft: Draft, by = 'ann', now = noon) {
  return recordApproval(store, {
    id: draft.draft_id,
    by,
    now,
    validHours: 72,
    permission: { email: 'given', locale: 'en-GB', time_zone: null, barred: null },
    twoFrom: 10_000 as never,
  });
}

/** A store with so many approved drafts, one a customer. */
export function approvedDrafts(count: number, folder: string): { store: Store; drafts: Draft[] } {
  const store = openStore(folder);
  const drafts = Array.from({ length: count }, (_, index) => waitingDraft(store, customer(index)));
  for (const draft of drafts) approve(store, draft);
  return { store, drafts };
}

export function sendingRoom(store: Store, transport: MailTransport, given: Partial<SendingRoom> = {}): SendingRoom {
  return {
    store,
    sender: given.sender ?? openSender(store),
    transport,
    policy: settings.policy,
    shop: settings.shop,
    delivery: settings.delivery,
    readShop: async () => ({ contact: (id) => contactOf(id), product: () => null }),
    clock: () => noon,
    ...given,
  };
}

/** A transport into a list, for what does not depend on how mails travel. */
export function intoList(): MailTransport & { readonly mails: Parameters<MailTransport['deliver']>[0][] } {
  const mails: Parameters<MailTransport['deliver']>[0][] = [];
  return {
    name: 'smtp',
    repeatable: false,
    mails,
    async deliver(mail, handOver) {
      try {
        handOver();
      } catch {
        return { outcome: 'stopped' };
      }
      mails.push(mail);
      return { outcome: 'sent', detail: 'in the list' };
    },
    probe: async () => 'a list',
    close() {},
  };
}
