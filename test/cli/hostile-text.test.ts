import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildRetainGraph, retainSegment } from '../../agent/index.ts';
import { table } from '../../cli/table.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { oneLine, visible } from '../../cli/visible.ts';
import { audit, listDrafts } from '../../retention/index.ts';
import { now, openShop } from '../agent/a-shop.ts';
import { runHoldfast } from './run-holdfast.ts';

/** Line breaks that forge a line of the log, and what a terminal obeys: colours, titles, links, the clipboard, erasing, moving, hiding, ringing, other character sets, 8-bit forms, the direction of writing. */
const heads = [
  '\n',
  '\r',
  '\r\n',
  '\n\n\n',
  '\u000b',
  '\f',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u001b[2K\r',
  '\u001b[1A\u001b[2K',
  '\u001b[2J\u001b[H',
  '\u001b[31m',
  '\u001b[8m',
  '\u001b[?25l',
  '\u001b[?1049h',
  '\u001b[6n',
  '\u001b[c',
  '\u001b]0;title\u0007',
  '\u001b]52;c;Zm9yZ2Vk\u0007',
  '\u001b]8;;https://evil.example\u001b\\here\u001b]8;;\u001b\\',
  '\u001bP+q544e\u001b\\',
  '\u001b(0',
  '\u001bc',
  '\u009b2J',
  '\u009d0;title\u009c',
  '\b\b\b\b\b\b\b\b',
  '\u0007',
  '\u0000',
  '\u007f',
  '\u202e',
  '\u2066\u2069',
];
const payloads = heads.map((head) => `tea${head}FORGED: 999 sent`);
/** All that a terminal would obey, but for the line feed. */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Nothing obeyed, no line of their own for what was in a value, and still to be read. */
function assertHarmless(text: string, where: string): void {
  const bytes = [...text.matchAll(obeyed)].filter(([character]) => character !== '\n');
  assert.deepEqual(
    bytes.map(([character]) => character.charCodeAt(0)),
    [],
    where,
  );
  assert.deepEqual(
    text.split('\n').filter((line) => /^\s*FORGED/.test(line)),
    [],
    where,
  );
}

test('of 32 payloads none reaches a terminal: in a line, a table, JSON or the name of a step', async () => {
  assert.ok(payloads.length >= 30);
  for (const payload of payloads) {
    const written: string[] = [];
    const stream = { isTTY: false, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    const terminal = createTerminal(stream, stream, () => 0);
    terminal.print(`title: ${oneLine(payload)}`);
    terminal.print(table(['title'], [[payload]]));
    terminal.printJson({ title: payload });
    await terminal.step(`reading ${payload}`, async () => undefined);
    const text = written.join('');
    assertHarmless(text, JSON.stringify(payload));
    assert.equal(text.match(/FORGED/g)?.length, 4);
    assert.deepEqual(JSON.parse(written[2]!), { title: payload }, 'a program reads what there was');
  }
});

test('ordinary text in any script, and the line breaks of a mail, stay as they are', () => {
  for (const text of ['Zoë Łukasz 李雷 नमस्ते 👨‍👩‍👧 “x” – …', 'one\ntwo\n\nthree']) assert.equal(visible(text), text);
  assert.equal(oneLine('one\ntwo\u001b[0m'), 'one\\ntwo\\u001b[0m');
});

const shop = await openShop(payloads.length);
after(() => shop.close());
const { folder } = shop;
writeFileSync(join(folder, 'holdfast.yaml'), JSON.stringify({ data_dir: folder }));

/** Runs a command whose words all reach the terminal, and holds both of its streams to be harmless. Returns standard output. */
function run(...words: string[]): string {
  const { output, log } = runHoldfast(folder, words);
  assertHarmless(`${output}\n${log}`, words.join(' '));
  assert.match(`${output}${log}`, /FORGED/, `${words.join(' ')} shows it`);
  return output;
}

test('hostile customers, titles, subjects, verdicts and people forge no line of a list, a draft, its reasons or the audit log', async () => {
  await retainSegment(shop.room(), buildRetainGraph(shop.room()), { campaign: 'spring', customers: shop.customers });
  shop.warehouse.close();
  const { database } = shop.store;
  const drafts = listDrafts(shop.store, {});
  assert.equal(drafts.length, payloads.length);
  // As no shop's file could bring them in: past every cleaning on the way.
  const change = database.prepare(
    `UPDATE drafts SET customer_id = @payload, plan = json_set(plan, '$.products[0].title', @payload),
       content = json_set(content, '$.subject', @payload, '$.preheader', @payload),
       authorship = json_set(authorship, '$.written_by_reason', @payload) WHERE draft_id = @draft`,
  );
  const decided = database.prepare(
    'UPDATE decisions SET customer_id = @payload, offer = @payload WHERE customer_id = @customer',
  );
  for (const [index, payload] of payloads.entries()) {
    const { draft_id, customer_id } = drafts[index]!;
    change.run({ payload, draft: draft_id });
    decided.run({ payload, customer: customer_id });
    shop.store.write(() =>
      audit(shop.store, { time: now.toISOString(), actor: payload, action: 'approved', subject: payload, details: {} }),
    );
  }
  run('drafts', 'list');
  assert.equal(JSON.parse(run('drafts', 'list', '--json')).length, payloads.length);
  run('audit', 'list');
  run('drafts', 'sample', '--campaign', 'spring', '--size', '1000');
  for (const index of [19]) {
    run('drafts', 'show', drafts[index]!.draft_id);
    run('drafts', 'why', payloads[index]!);
    run('drafts', payloads[index]!);
  }
});

test('hostile names of files, columns and values forge no line of an ingest', () => {
  const quotedOf = (text: string) => `"${text}"`;
  const values = payloads.map((payload) => [payload, payload, payload, payload].map(quotedOf).join(','));
  writeFileSync(join(folder, 'FORGED.csv'), ['customer_id,timestamp,product_id,unit_price', ...values].join('\n'));
  run('ingest', 'FORGED.csv');
  for (const payload of [3, 10, 24].map((index) => payloads[index]!)) {
    const file = `${payload.replaceAll('/', '')}.csv`;
    writeFileSync(join(folder, file), `customer_id,${quotedOf(payload)},product_id\nc1,x,p1\n`);
    run('ingest', file);
  }
  run('ingest', `no ${payloads[2]}`);
});
