import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresTable } from '../../cli/figures-table.ts';
import { clip, table } from '../../cli/table.ts';

test('columns are as wide as their widest cell', () => {
  assert.equal(
    table(
      ['a', 'name'],
      [
        ['12', 'x'],
        ['3', 'longer'],
      ],
    ),
    'a   name\n──  ──────\n12  x\n3   longer',
  );
});

test('Chinese characters count as two columns', () => {
  assert.equal(
    table(
      ['名', 'n'],
      [
        ['很好', '1'],
        ['ab', '2'],
      ],
    ),
    '名    n\n────  ─\n很好  1\nab    2',
  );
});

test('a clipped text is never wider than asked for', () => {
  assert.equal(clip('很好很好', 5), '很好…');
  assert.equal(clip('short', 5), 'short');
  assert.equal(clip('longer', 5), 'long…');
});

test('a figure that the data do not settle is shown as unknown', () => {
  assert.match(figuresTable({ holdfast: { auc: Number.NaN, brier: 0.25 } }), /^holdfast +– +0\.250$/m);
});
