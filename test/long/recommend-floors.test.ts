import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { runHoldfast } from '../cli/run-holdfast.ts';
import { documentedExample } from '../warehouse/documented-example.ts';

const data = resolve(import.meta.dirname, '../../../shared/data');
const retail = join(data, 'online-retail.csv.gz');
const movielens = join(data, 'movielens-100k.tsv.gz');
const unless = (file: string) => (existsSync(file) ? false : `${file} is not there`);

type Lists = Readonly<Record<string, number>>;

/** What the command prints, run by default settings in a folder that holds nothing but the mapping. */
function evaluate(words: readonly string[], mapping?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-floors-'));
  try {
    if (mapping !== undefined) writeFileSync(join(folder, 'mapping.yaml'), mapping);
    const given = mapping === undefined ? [] : ['--mapping', 'mapping.yaml'];
    const { code, output, log } = runHoldfast(folder, ['evaluate', 'recommend', ...words, ...given, '--json']);
    assert.equal(code, 0, log);
    return JSON.parse(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function atLeast(lists: Lists, floors: Lists): void {
  for (const [figure, floor] of Object.entries(floors)) {
    assert.ok(lists[figure]! >= floor, `${figure} is ${lists[figure]}, and its floor ${floor}`);
  }
}

function better(figure: string, ours: Lists, others: Readonly<Record<string, Lists>>): void {
  for (const [name, lists] of Object.entries(others)) {
    assert.ok(ours[figure]! > lists[figure]!, `${figure} is ${ours[figure]}, and ${name} has ${lists[figure]}`);
  }
}

test('Online Retail, the 90 days from 2011-09-10: lists of new products and of any keep their floors', {
  skip: unless(retail),
}, () => {
  const { users, holdfast, baselines, calibration } = evaluate([
    retail,
    '--protocol',
    'time-split',
    '--cutoff',
    '2011-09-10',
  ]);
  assert.equal(users, 1916);
  atLeast(holdfast.new, { 'recall@20': 0.132, 'ndcg@20': 0.126 });
  atLeast(holdfast.any, { 'recall@20': 0.35, 'ndcg@20': 0.364 });
  for (const errors of [calibration.everybody, calibration.ordering]) {
    assert.ok(errors.new <= 0.02, `calibration error of new products ${errors.new}`);
  }
  assert.ok(calibration.everybody.any <= 0.02, `calibration error of any product ${calibration.everybody.any}`);
  for (const kind of ['new', 'any']) {
    const parts = Object.entries(baselines as Record<string, Record<string, Lists>>);
    better('ndcg@20', holdfast[kind], Object.fromEntries(parts.map(([name, lists]) => [name, lists[kind]!])));
  }
});

test('MovieLens 100K, the last film of each: the list keeps its floors', { skip: unless(movielens) }, () => {
  const mapping = documentedExample('Ratings without a header');
  const { users, holdfast, baselines } = evaluate([movielens, '--protocol', 'leave-last-out'], mapping);
  assert.equal(users, 943);
  atLeast(holdfast, { 'recall@20': 0.285, 'ndcg@10': 0.102 });
  const { popularity, ease, ials } = baselines;
  better('ndcg@10', holdfast, { popularity, ease, ials });
});
