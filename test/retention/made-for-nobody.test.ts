import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Contact, openStore, readIntent, sendPass } from '../../retention/index.ts';
import { approve, contactOf, customer, intoList, sendingRoom, waitingDraft } from './an-outbox.ts';

const id = customer(1);

/** What was known when the mail was made; by the time it is sent all is. */
const knownThen: Readonly<Record<string, Contact>> = {
  nothing: null,
  'the address without a consent': { ...contactOf(id)!, emailConsent: null },
};

for (const [known, contact] of Object.entries(knownThen)) {
  test(`a mail that was made when of its customer ${known} was known is held with what to do, not failed`, async () => {
    const store = openStore(':memory:');
    const draft = waitingDraft(store, id, 'spring', { contact });
    const said = approve(store, draft);
    assert.ok('intent' in said && said.intent.state === 'held');
    assert.match(said.intent.reason!, /“holdfast drafts edit ID” makes it anew/);
    const list = intoList();
    const room = sendingRoom(store, list);
    assert.deepEqual(await sendPass(room), { sent: 0, failed: 0, unknown: 0, held: 1, later: 0 });
    room.sender.close();
    const { state, reason } = readIntent(store, draft.draft_id)!;
    assert.deepEqual([state, reason, list.mails], ['held', said.intent.reason, []]);
  });
}
