import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listIntents, openStore, readAudit, readDraft, verifyAudit } from '../../retention/index.ts';
import { approve, customer, waitingDraft } from './an-outbox.ts';

test('a draft that may cost as much as the policy says needs two different people', () => {
  const store = openStore(':memory:');
  const dear = waitingDraft(store, customer(0), 'spring', { cost: 10_000 });
  const first = approve(store, dear, 'ann');
  assert.ok('first' in first && first.first.decided_by === 'ann');
  assert.ok('first' in approve(store, dear, 'ann'), 'the same person twice is one person');
  assert.deepEqual([readDraft(store, dear.draft_id)?.status, listIntents(store).length], ['waiting', 0]);
  const second = approve(store, dear, 'bob');
  assert.ok('approval' in second && second.approval.decided_by === 'bob');
  assert.equal(listIntents(store).length, 1);
  assert.deepEqual(
    readAudit(store).map(({ actor, action }) => `${actor}: ${action}`),
    ['ann: first of two approvals', 'bob: draft approved'],
  );
});

test('the second yes counts for the bytes that the first one saw, and no others', () => {
  const store = openStore(':memory:');
  const dear = waitingDraft(store, customer(0), 'spring', { cost: 10_000 });
  approve(store, dear, 'ann');
  store.database.exec(`UPDATE drafts SET content = json_set(content, '$.subject', 'Another')`);
  assert.ok('first' in approve(store, dear, 'bob'));
  assert.ok('approval' in approve(store, dear, 'ann'));
});

test('a cheaper draft needs one person', () => {
  const store = openStore(':memory:');
  assert.ok('approval' in approve(store, waitingDraft(store, customer(0), 'spring', { cost: 9999 })));
});

test('a line of the audit log that was changed, removed or slipped in shows', () => {
  const tamper = [
    `UPDATE audit SET actor = 'eve' WHERE seq = 2`,
    `UPDATE audit SET details = '{}' WHERE seq = 1`,
    `UPDATE audit SET time = '2030-01-01T00:00:00.000Z' WHERE seq = 3`,
    'DELETE FROM audit WHERE seq = 2',
    'DELETE FROM audit WHERE seq = 1',
    'UPDATE audit SET seq = seq + 1 WHERE seq = 3',
    `INSERT INTO audit SELECT 4, time, actor, action, subject, details, hash, hash FROM audit WHERE seq = 3`,
  ];
  for (const statement of tamper) {
    const store = openStore(':memory:');
    for (let index = 0; index < 3; index++) approve(store, waitingDraft(store, customer(index)));
    assert.deepEqual([verifyAudit(store).lines, verifyAudit(store).broken_at], [3, null]);
    if (!statement.startsWith('INSERT')) assert.throws(() => store.database.exec(statement), /audit log is never/);
    store.database.exec('DROP TRIGGER audit_stays; DROP TRIGGER audit_lasts');
    store.database.exec(statement);
    assert.notEqual(verifyAudit(store).broken_at, null, statement);
    store.close();
  }
});
