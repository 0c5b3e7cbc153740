import type { Delivery, Policy } from '../config/index.ts';
import { readApproval } from './approvals.ts';
import { checkMail, type MailVerdict } from './check-mail.ts';
import type { MailTransport, Receipt } from './delivery/transport.ts';
import type { Draft } from './draft.ts';
import { readDraft } from './drafts.ts';
import type { Shop } from './mail-values.ts';
import { type Claim, claimNext, finish, markHandedOver, putBack, releaseHeld } from './outbox-moves.ts';
import { readBlock } from './restored.ts';
import type { Sender } from './sender.ts';
import type { ShopNow } from './shop-now.ts';
import type { Store } from './store.ts';
import { takeOver } from './take-over.ts';
import { untilFree } from './until-free.ts';

/** The moments of a send that others can watch; the conversation with the other side lies between `checked` and `answered`. */
export type SendMoment = 'claimed' | 'checked' | 'handing_over' | 'answered' | 'finished';

/** What a pass works with. `readShop` reads customer file and catalogue as they are at the beginning of the pass; the suppression list and the consent ledger are asked at every mail. */
export interface SendingRoom {
  readonly store: Store;
  readonly sender: Sender;
  readonly transport: MailTransport;
  readonly policy: Policy;
  readonly shop: Shop;
  readonly delivery: Delivery;
  readonly readShop: () => Promise<ShopNow>;
  readonly clock: () => Date;
  readonly onMoment?: (moment: SendMoment, intent: string) => void;
}

/** How many mails ended or stayed how in this pass. */
export type SendReport = Record<'sent' | 'failed' | 'unknown' | 'held' | 'later', number>;

const mostAttempts = 5;
const firstPause = 60_000;
const by = 'holdfast send';

/**
 * One pass over the outbox: takes over what dead senders left, then claims, checks and delivers every mail that is due, one after the other.
 * Any number of processes may do so at once, and each may be killed anywhere: no mail is handed over twice.
 */
export async function sendPass(room: SendingRoom): Promise<SendReport> {
  const { store, sender, transport, clock } = room;
  const report: SendReport = { sent: 0, failed: 0, unknown: 0, held: 0, later: 0 };
  if (readBlock(store) !== undefined || room.delivery.mode !== 'live') return report;
  report.unknown += await untilFree(() => takeOver(store, sender, transport, clock()));
  await untilFree(() => releaseHeld(store));
  const shopNow = await room.readShop();
  for (;;) {
    const claim = await untilFree(() => claimNext(store, sender.owner, clock()));
    if (!claim) return report;
    room.onMoment?.('claimed', claim.intent_id);
    report[await send(room, claim, shopNow)]++;
    room.onMoment?.('finished', claim.intent_id);
  }
}

async function send(room: SendingRoom, claim: Claim, shopNow: ShopNow): Promise<keyof SendReport> {
  const { store, transport, clock } = room;
  const draft = readDraft(store, claim.draft_id);
  const verdict = check(room, draft, shopNow);
  if (!verdict.go) return stopped(room, claim, verdict);
  room.onMoment?.('checked', claim.intent_id);

  let lastWord: MailVerdict | undefined;
  const handOver = () => {
    store.write(() => {
      // Read again, within the transaction that makes it irrevocable: a withdrawal, an edit or another sender of this very moment counts.
      lastWord = check(room, readDraft(store, claim.draft_id), shopNow);
      if (!lastWord.go) throw new Error(lastWord.reason);
      markHandedOver(store, claim, transport.name, clock());
      store.journal.append({ kind: 'handed_over', intent: claim.intent_id });
    });
    room.onMoment?.('handing_over', claim.intent_id);
  };
  const receipt = await transport.deliver(
    {
      intent_id: claim.intent_id,
      address: verdict.address,
      content: { ...draft!.content, sender: draft!.content.sender! },
      date: new Date(readApproval(store, claim.draft_id)!.decided_at),
    },
    handOver,
  );
  room.onMoment?.('answered', claim.intent_id);
  if (receipt.outcome !== 'stopped') return settle(room, claim, receipt);
  if (lastWord && !lastWord.go) return stopped(room, claim, lastWord);
  // Without a word against the mail it is another sender's by now, or the store was being written to.
  const pause = {
    go: false,
    follows: 'later',
    reason: 'the store was busy',
    until: new Date(clock().getTime() + firstPause),
  } as const;
  return stopped(room, claim, pause);
}

function check(room: SendingRoom, draft: Draft | undefined, shopNow: ShopNow): MailVerdict {
  // The customer was erased a moment ago, and the row with them.
  if (!draft) return { go: false, follows: 'never', reason: 'the draft is gone' };
  const { store, policy, shop, delivery, clock } = room;
  return checkMail(store, draft, shopNow, { policy, shop, delivery, now: clock() });
}

async function stopped(
  room: SendingRoom,
  claim: Claim,
  verdict: Extract<MailVerdict, { go: false }>,
): Promise<keyof SendReport> {
  const { store, clock } = room;
  const { reason } = verdict;
  const { attempts } = claim;
  switch (verdict.follows) {
    case 'never':
      await untilFree(() => finish(store, claim, { state: 'failed', reason, by, now: clock() }));
      return 'failed';
    case 'held':
      await untilFree(() => putBack(store, claim, { state: 'held', reason, notBefore: null, attempts }));
      return 'held';
    case 'later':
      await untilFree(() => putBack(store, claim, { state: 'waiting', reason, notBefore: verdict.until, attempts }));
      return 'later';
  }
}

/** What the other side said is written down whoever else is writing at the moment. */
async function settle(
  room: SendingRoom,
  claim: Claim,
  receipt: Exclude<Receipt, { outcome: 'stopped' }>,
): Promise<keyof SendReport> {
  const { store, clock } = room;
  const { outcome, detail: reason } = receipt;
  const now = clock();
  if (outcome === 'sent' || outcome === 'unknown') {
    await untilFree(() => finish(store, claim, { state: outcome, reason, by, now }));
    return outcome;
  }
  const attempts = claim.attempts + 1;
  store.journal.append({ kind: 'returned', intent: claim.intent_id });
  if (outcome === 'refused' || attempts >= mostAttempts) {
    const words = outcome === 'refused' ? reason : `given up after ${attempts} tries: ${reason}`;
    await untilFree(() => finish(store, claim, { state: 'failed', reason: words, by, now }));
    return 'failed';
  }
  const pause = firstPause * 4 ** (attempts - 1);
  await untilFree(() =>
    putBack(store, claim, { state: 'waiting', reason, notBefore: new Date(now.getTime() + pause), attempts }),
  );
  return 'later';
}
