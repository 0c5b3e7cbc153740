import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { listDrafts, openStore } from '../../retention/index.ts';
import { openWarehouse } from '../../warehouse/index.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
after(() => rmSync(folder, { recursive: true }));

const size = ['--customers', '240', '--seed', '11', '--drafts', '12'];
const steps = [
  'simulating a shop',
  'reading .*products.csv',
  'reading .*customers.csv',
  'reading .*orders-and-events.csv',
  'testing churn',
  'training sentiment',
  'training churn',
  'training recommender',
  'scoring',
  'drafting',
];

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly log: string;
}

/** Runs the demo in a data folder; when `killAfter` is given the process is killed as soon as that step says that it is done. */
function runDemo(dataDir: string, killAfter?: RegExp): Promise<Run> {
  return new Promise((fulfil) => {
    const child = spawn(process.execPath, ['bin/holdfast.js', 'demo', ...size], {
      cwd: root,
      env: { PATH: process.env.PATH, HOLDFAST_DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let log = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      log += chunk;
      if (killAfter?.test(log)) child.kill('SIGKILL');
    });
    child.on('close', (code) => fulfil({ code, output, log }));
  });
}

const shopFolder = (dataDir: string) => join(dataDir, 'demo', 'simulated-11-240');

/** Everything that must not double, and what it says. */
async function stateOf(dataDir: string) {
  const warehouse = await openWarehouse(shopFolder(dataDir));
  const rows = async (query: string) => (await warehouse.connection.runAndReadAll(query)).getRows();
  const state = {
    events: await rows('SELECT count(*)::INTEGER, count(DISTINCT event_id)::INTEGER FROM events'),
    ingests: await rows('SELECT source, accepted::INTEGER, duplicates::INTEGER FROM ingests ORDER BY source'),
    scores: await rows('SELECT customer_id, churn_probability, expected_spend FROM scores ORDER BY 1'),
    trainings: await rows('SELECT name, version FROM trainings ORDER BY 1'),
  };
  warehouse.close();
  const store = openStore(shopFolder(dataDir));
  const drafts = listDrafts(store, {}).map(({ customer_id, campaign, plan, expected_profit, status }) => ({
    customer_id,
    campaign,
    offer: plan.offer.name,
    products: plan.products.map((product) => product.product_id),
    expected_profit,
    status,
  }));
  store.close();
  return { ...state, drafts: drafts.sort((a, b) => (a.customer_id < b.customer_id ? -1 : 1)) };
}

let whole: Run;
before(async () => {
  whole = await runDemo(join(folder, 'whole'));
});

test('the demo ends with drafts that wait for approval, each with a customer, a reason, an offer, products and a profit', async () => {
  assert.equal(whole.code, 0, whole.log);
  const { drafts } = await stateOf(join(folder, 'whole'));
  assert.ok(drafts.length > 0 && drafts.length <= 12, `${drafts.length} drafts`);
  assert.match(whole.output, new RegExp(`${drafts.length} drafts wait for your approval`));
  for (const draft of drafts) {
    assert.match(whole.output, new RegExp(draft.customer_id));
    assert.ok(draft.products.length > 0);
    assert.ok(draft.expected_profit > 0);
  }
  const previews = readdirSync(join(shopFolder(join(folder, 'whole')), 'previews'));
  assert.equal(previews.filter((name) => name.endsWith('.html')).length, drafts.length);
});

test('every step of the demo says what it counted and how long it took', () => {
  for (const step of steps) assert.match(whole.log, new RegExp(`${step}.*: done.*\\d s`), step);
});

test('the demo, killed after every one of its steps and run again, ends as one that was never killed', async () => {
  const dataDir = join(folder, 'killed');
  for (const step of steps) {
    const run = await runDemo(dataDir, new RegExp(`${step}.*: done`));
    assert.notEqual(run.code, 0, `the run was over before it could be killed after “${step}”: ${run.log}`);
  }
  const last = await runDemo(dataDir);
  assert.equal(last.code, 0, last.log);
  for (const step of steps.slice(4, 8)) assert.doesNotMatch(last.log, new RegExp(step), `${step} was done again`);
  assert.deepEqual(await stateOf(dataDir), await stateOf(join(folder, 'whole')));
});

test('a demo that is run again changes nothing', async () => {
  const dataDir = join(folder, 'whole');
  const before = await stateOf(dataDir);
  const again = await runDemo(dataDir);
  assert.equal(again.code, 0, again.log);
  assert.deepEqual(await stateOf(dataDir), before);
  assert.ok(existsSync(join(shopFolder(dataDir), 'warehouse.duckdb')));
});
