import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runHoldfast } from './run-holdfast.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-small-'));
after(() => rmSync(folder, { recursive: true }));
const say = (...words: string[]) => runHoldfast(folder, words);

/** Twelve customers who order a mug at £40 every month or two, for a year; the later ones have stopped. */
function orders(): string {
  const lines = ['customer_id,timestamp,product_id,title,quantity,unit_price,currency'];
  for (let customer = 0; customer < 12; customer++) {
    for (let day = customer; day < 360 - customer * 15; day += 25 + customer * 3) {
      const date = new Date(Date.UTC(2025, 0, 1 + day)).toISOString();
      lines.push(`c${customer},${date},mug-${day % 3},Mug ${day % 3},2,£40.00,GBP`);
    }
  }
  return `${lines.join('\n')}\n`;
}

test('a shop of twelve goes from its orders to a mail that is approved, though its addresses come late', () => {
  writeFileSync(join(folder, 'orders.csv'), orders());
  writeFileSync(join(folder, 'holdfast.yaml'), 'policy: {holdout_share: 0, minimum_expected_profit: 0}\n');
  for (const words of [['ingest', 'orders.csv'], ['train']]) assert.equal(say(...words).code, 0, words.join(' '));
  assert.match(say('score').output, /12 customers scored.*Why, beside an average customer of this shop:/s);
  const drafted = say('draft').output;
  assert.match(drafted, /of them can't be sent, for no e-mail address is known: .*email_consent/);
  const { draft_id, customer_id } = JSON.parse(say('drafts', 'list', '--json').output)[0];
  assert.match(say('drafts', 'approve', draft_id).output, /held: .* consent to e-mail is not known/);
  writeFileSync(
    join(folder, 'customers.csv'),
    `customer_id,email,email_consent\n${customer_id},rose@customers.example,yes\n`,
  );
  assert.equal(say('ingest', 'customers.csv').code, 0);
  assert.match(say('drafts', 'approve', draft_id).output, /held: .*drafts edit/);
  assert.match(say('drafts', 'edit', draft_id).output, /passed every check/);
  assert.match(say('drafts', 'approve', draft_id).output, /in the outbox/);
});

test('a customer is recommended something by id or address; of a stranger nothing is made up', () => {
  assert.match(say('recommend', 'rose@customers.example').output, /Mug/);
  assert.match(say('recommend', 'c0', '--limit', '1').output, /Mug/);
  const stranger = say('recommend', 'c99');
  assert.equal(stranger.code, 1);
  assert.match(stranger.log, /nothing is known of a customer c99.*--trending/);
});
