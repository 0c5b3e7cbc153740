import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runHoldfast } from './run-holdfast.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));
after(() => rmSync(folder, { recursive: true }));
const orders = join(folder, 'orders.csv');
writeFileSync(
  orders,
  'customer_id,timestamp,product_id,unit_price\nc1,2026-01-02T03:04:05Z,p1,3.50\nc2,yesterday,p1,3.50\n',
);

const commands = [
  ['init'],
  ['ingest'],
  ['train'],
  ['evaluate', 'churn'],
  ['evaluate', 'recommend'],
  ['evaluate', 'sentiment'],
  ['score'],
  ['recommend'],
  ['sentiment'],
  ['draft'],
  ['drafts', 'list'],
  ['drafts', 'show'],
  ['drafts', 'why'],
  ['drafts', 'approve'],
  ['drafts', 'reject'],
  ['demo'],
  ['doctor'],
];

test('every command has help with an example and takes --json', () => {
  for (const words of commands) {
    const { code, output } = runHoldfast(folder, [...words, '--help']);
    assert.equal(code, 0, words.join(' '));
    assert.match(output, new RegExp(`\\$ holdfast ${words.join(' ')}`), words.join(' '));
    assert.match(output, /--json/, words.join(' '));
  }
});

/** What a user gets wrong, and what the one line must say. */
const mistakes: [string[], RegExp][] = [
  [['ingest', 'nowhere.csv'], /nowhere\.csv/],
  [['evaluate', 'churn', 'orders.csv', '--cutoff', 'soon'], /--cutoff takes a date like 2011-09-10.*“soon”/],
  [['evaluate', 'churn', 'orders.csv', '--horizon', '3'], /--horizon takes a whole number from 7 to 730, not “3”/],
  [['score'], /holdfast train/],
  [['score', '--horizon', '0'], /--horizon takes a whole number from 1 to 730, not “0”/],
  [['recommend', 'c1'], /holdfast train/],
  [['recommend'], /name one of these: a customer, --similar-to PRODUCT/],
  [['recommend', '--trending', '--why'], /name a customer/],
  [['draft', '--campaign', '../x'], /--campaign takes/],
  [['draft', '--segment', 'vips'], /“vips”: it takes a segment \(lost/],
  [['draft', '--action', 'sing'], /no action sing; it has win_back/],
  [['drafts', 'show', 'd-1'], /there is no draft d-1/],
  [['demo', 'nowhere.csv'], /nowhere\.csv is not there/],
  [['--config', 'other.yaml', 'train'], /other\.yaml/],
];

test("a user's mistake ends with exit code 1 and one clear line, without a stack trace", () => {
  for (const [words, message] of mistakes) {
    const { code, output, log } = runHoldfast(folder, words);
    assert.equal(code, 1, `${words.join(' ')}: ${log}`);
    assert.equal(output, '', words.join(' '));
    const lines = log.trim().split('\n');
    assert.match(lines.at(-1)!, /^holdfast: /);
    assert.match(lines.at(-1)!, message);
    assert.doesNotMatch(log, /\n\s+at /);
  }
});

test('an unknown command, option or choice ends with exit code 1 and says what there is', () => {
  for (const words of [['fly'], ['ingest', '--fast'], ['drafts', 'list', '--status', 'sent'], ['ingest']]) {
    const { code, log } = runHoldfast(folder, words);
    assert.equal(code, 1, words.join(' '));
    assert.match(log, /error: .+\n.*--help/, words.join(' '));
  }
});

test('a key that the settings do not have is named, with the file', () => {
  writeFileSync(join(folder, 'wrong.yaml'), 'churn:\n  horizon: 30\n');
  const { code, log } = runHoldfast(folder, ['--config', 'wrong.yaml', 'train']);
  assert.equal(code, 1);
  assert.match(log, /wrong\.yaml.*churn.*horizon/s);
});

test('ingest prints counts that add up, lists what it rejected, and changes nothing the second time', () => {
  const first = JSON.parse(runHoldfast(folder, ['ingest', 'orders.csv', '--json']).output);
  assert.deepEqual([first.read, first.accepted, first.duplicates, first.rejected], [2, 1, 0, 1]);
  assert.match(readFileSync(first.rejectsFile, 'utf8'), /3.*yesterday/s);
  const second = runHoldfast(folder, ['ingest', 'orders.csv']);
  assert.match(second.output, /read before, with 1 of 2 rows rejected: nothing was changed/);
});

test('doctor says what is there, and fails only for what is in use and does not answer', () => {
  const healthy = runHoldfast(folder, ['doctor', '--json']);
  assert.equal(healthy.code, 0, healthy.log);
  const states = new Map(
    JSON.parse(healthy.output).map((check: { what: string; state: string }) => [check.what, check.state]),
  );
  assert.equal(states.get('warehouse'), 'works');
  assert.equal(states.get('language model'), 'absent');
  const broken = runHoldfast(folder, ['doctor'], {
    OPENAI_BASE_URL: 'http://127.0.0.1:9',
    QDRANT_URL: 'http://127.0.0.1:9',
  });
  assert.equal(broken.code, 1);
  assert.match(broken.output, /language model\s+fails\s+.*does not answer/);
  assert.match(broken.output, /vectors\s+fails/);
});

test('an evaluation leaves the data folder of its user alone, and prints JSON alone', () => {
  const own = mkdtempSync(join(folder, 'own-'));
  const rows = [
    'text,label',
    ...Array.from({ length: 60 }, (_, i) => (i % 2 ? `lovely cup ${i},1` : `broken cup ${i},0`)),
  ];
  writeFileSync(join(own, 'a.csv'), rows.join('\n'));
  const words = [
    'evaluate',
    'sentiment',
    '--train',
    'a.csv',
    '--test',
    'a.csv',
    '--text',
    'text',
    '--label',
    'label',
    '--json',
  ];
  const { code, output, log } = runHoldfast(own, words);
  assert.equal(code, 0, log);
  const figures = JSON.parse(output);
  assert.deepEqual(Object.keys(figures), ['rows', 'holdfast', 'baselines', 'seconds']);
  assert.equal(figures.holdfast.accuracy, 1);
  assert.deepEqual(readdirSync(own), ['a.csv']);
});
