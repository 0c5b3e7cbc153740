import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Config, UserError } from '../../config/index.ts';
import {
  contentHash,
  type Draft,
  issueThread,
  openCampaign,
  openStore,
  readCampaign,
  StoreBusy,
  storeDraft,
} from '../../retention/index.ts';
import type { CustomerId } from '../../warehouse/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-store-'));
after(() => rmSync(folder, { recursive: true }));
const now = new Date('2026-03-01T00:00:00Z');
const policy = Config.parse({ policy: { budget: 100 } }).policy;

function draftFor(store: ReturnType<typeof openStore>, customer: string, cost: number): Omit<Draft, 'status'> {
  return {
    draft_id: issueThread(store, { campaign: 'c', customer: customer as CustomerId, now }),
    campaign: 'c',
    customer_id: customer as CustomerId,
    created_at: now.toISOString(),
    expires_at: '2026-03-08T00:00:00.000Z',
    expected_profit: 100 as never,
    worst_case_cost: cost as never,
    plan: { offer: { name: 'x' }, channel: 'email' } as Draft['plan'],
    content: {
      subject: 's',
      preheader: 'p',
      text: 't',
      html: 'h',
      links: [],
      coupon_code: `code-${customer}`,
      offer_valid_until: '2026-04-01T00:00:00.000Z',
      template_version: 'v',
      recipient: 'r',
      sender: { name: 'n', address: 'a@b.example' },
      reply_to: 'c@d.example',
      unsubscribe: { url: 'https://elm.example/u', email: null },
      postal_address: 'p',
      consent_version: 'file true ',
    },
    authorship: { written_by: 'template', written_by_reason: '', verdicts: [] },
  };
}

test('a thousand drafts that together cost more than the budget are stored up to the budget, never a penny over', () => {
  const store = openStore(':memory:');
  openCampaign(store, { campaign: 'c', policy, currency: 'GBP', now });
  const outcomes = Array.from({ length: 1000 }, (_, index) =>
    storeDraft(store, draftFor(store, `c${index}`, 7 + (index % 90))),
  );
  const campaign = readCampaign(store, 'c')!;
  assert.ok(campaign.committed <= campaign.budget && campaign.committed > campaign.budget - 7);
  assert.ok(outcomes.includes('over_budget') && outcomes.includes('stored'));
  const sum = store.database.prepare('SELECT sum(worst_case_cost) FROM drafts').pluck().get();
  assert.equal(sum, campaign.committed);
  store.close();
});

test('a second draft of a customer in a campaign is not stored and costs nothing', () => {
  const store = openStore(':memory:');
  openCampaign(store, { campaign: 'c', policy, currency: 'GBP', now });
  assert.equal(storeDraft(store, draftFor(store, 'a', 500)), 'stored');
  assert.equal(storeDraft(store, draftFor(store, 'a', 500)), 'already_there');
  assert.equal(readCampaign(store, 'c')?.committed, 500);
  store.close();
});

test('a change of any single thing that an approval binds makes another hash', () => {
  const store = openStore(':memory:');
  openCampaign(store, { campaign: 'c', policy, currency: 'GBP', now });
  const draft = { ...draftFor(store, 'a', 500), status: 'waiting' } as Draft;
  store.close();
  const hash = contentHash(draft);
  const changes: Partial<Draft>[] = [
    { draft_id: 'other' },
    { campaign: 'other' },
    { customer_id: 'other' as CustomerId },
    { worst_case_cost: 501 as never },
    { plan: { ...draft.plan, offer: { name: 'y' } as never } },
    { plan: { ...draft.plan, channel: 'sms' as never } },
    ...Object.entries(draft.content).map(([key, value]) => ({
      content: { ...draft.content, [key]: Array.isArray(value) ? ['https://elm.example/'] : `${value}!` },
    })),
  ];
  const unbound = changes.filter((change) => contentHash({ ...draft, ...change }) === hash);
  assert.deepEqual(unbound, []);
  assert.equal(contentHash({ ...draft, status: 'approved', created_at: 'x' }), hash);
});

test('a lock that another connection keeps is said at once, and the work is not done', () => {
  const first = openStore(folder);
  const second = openStore(folder);
  first.database.exec('BEGIN IMMEDIATE');
  assert.ok(
    Number(second.database.pragma('busy_timeout', { simple: true })) <= 1000,
    'nobody waits longer than a second',
  );
  assert.throws(() => openCampaign(second, { campaign: 'c', policy, currency: 'GBP', now }), StoreBusy);
  first.database.exec('COMMIT');
  assert.equal(readCampaign(second, 'c'), undefined);
  first.close();
  second.close();
});

test('a file of a newer Holdfast, or one that is no database, is refused with a word', () => {
  const store = openStore(folder);
  store.database.pragma('user_version = 99');
  store.close();
  assert.throws(
    () => openStore(folder),
    (error: Error) => error instanceof UserError && /newer Holdfast/.test(error.message),
  );
  const other = mkdtempSync(join(tmpdir(), 'holdfast-store-'));
  writeFileSync(join(other, 'holdfast.sqlite'), 'this is a text file and no database at all, honestly'.repeat(50));
  assert.throws(
    () => openStore(other),
    (error: Error) => error instanceof UserError && /cannot be opened/.test(error.message),
  );
  rmSync(other, { recursive: true });
});

test('a statement that is asked for again is compiled once, and gives rows again whoever had it before', () => {
  const { database } = openStore(':memory:');
  const sql = 'SELECT 1 AS one, 2 AS two';
  assert.equal(database.prepare(sql).pluck().get(), 1);
  assert.deepEqual(database.prepare(sql).get(), { one: 1, two: 2 });
  assert.deepEqual(database.prepare(sql).raw().get(), [1, 2]);
  assert.deepEqual(database.prepare(sql).get(), { one: 1, two: 2 });
  assert.equal(database.prepare(sql), database.prepare(sql));
});

test('the log of changes stays small under many writes, and shrinks again after a reader held it open', () => {
  const place = join(folder, 'many-writes');
  const [store, reader] = [openStore(place), openStore(place)];
  const bytes = () => statSync(join(place, 'holdfast.sqlite-wal')).size;
  store.database.exec('CREATE TABLE filler (text TEXT)');
  const fill = (rows: number) => {
    for (let row = 0; row < rows; row++)
      store.writeSoon(() => store.database.prepare('INSERT INTO filler VALUES (?)').run('x'.repeat(100_000)));
  };
  let largest = 0;
  for (let round = 0; round < 30; round++) {
    fill(10);
    largest = Math.max(largest, bytes());
  }
  assert.ok(largest < 8 * 2 ** 20, `30 MB were written, and the log grew to ${largest} bytes`);
  reader.database.exec('BEGIN');
  reader.database.prepare('SELECT count(*) FROM filler').get();
  fill(300);
  assert.ok(bytes() > 24 * 2 ** 20, `what is read must stay: ${bytes()} bytes`);
  reader.database.exec('COMMIT');
  fill(2);
  assert.ok(bytes() <= 16 * 2 ** 20, `${bytes()} bytes are left`);
  reader.close();
  store.close();
});
