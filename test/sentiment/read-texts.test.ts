import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { UserError } from '../../config/index.ts';
import { readLabelledTexts, readTexts } from '../../sentiment/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-texts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const labelled = (path: string) => readLabelledTexts(path, { textColumn: 'review', labelColumn: 'label' });
const refused = (promise: Promise<unknown>, what: RegExp) =>
  assert.rejects(promise, (error) => error instanceof UserError && what.test(error.message));

test('the same rows come from CSV, TSV and either gzipped', async () => {
  const rows = [
    ['cat', 'label', 'review'],
    ['书', '1', '"很好, 推荐\n""再买"""'],
    ['book', '0', '不好'],
  ];
  const expected = [
    { text: '很好, 推荐\n"再买"', label: 'positive' },
    { text: '不好', label: 'negative' },
  ];
  for (const delimiter of [',', '\t', ';']) {
    const text = `${rows.map((row) => row.join(delimiter)).join('\n')}\n`;
    assert.deepEqual(await labelled(file('plain.csv', text)), expected, delimiter);
    assert.deepEqual(await labelled(file('marked.csv', `\ufeff${text}`)), expected, delimiter);
    assert.deepEqual(await labelled(file('packed.csv.gz', gzipSync(text))), expected, delimiter);
  }
});

test('any text survives the way through a file', async () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((given) => !given.includes('\0') && !given.includes('\r') && given.isWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (texts) => {
      const quoted = texts.map((given, i) => `${i},"${given.replaceAll('"', '""')}"`);
      assert.deepEqual(await readTexts(file('any.csv', `id,review\n${quoted.join('\n')}\n`), 'review'), texts);
    }),
    { numRuns: 40 },
  );
});

test('a file of one column is read whatever stands in its texts', async () => {
  const path = file('one.csv', 'review\n"good, really; good"\n"bad\tbag"\n');
  assert.deepEqual(await readTexts(path, 'review'), ['good, really; good', 'bad\tbag']);
});

test('an empty text keeps its place, and a row without a label is left out', async () => {
  const path = file('gaps.csv', 'review,label\n,1\nfine,\nbad,0\n');
  assert.deepEqual(await readTexts(path, 'review'), ['', 'fine', 'bad']);
  assert.deepEqual(await labelled(path), [
    { text: '', label: 'positive' },
    { text: 'bad', label: 'negative' },
  ]);
});

test('what cannot be read is refused with what is wrong', async () => {
  mkdirSync(join(folder, 'a-folder'), { recursive: true });
  await refused(readTexts(join(folder, 'none.csv'), 'review'), /there is no file .*none\.csv/);
  await refused(readTexts(join(folder, 'a-folder'), 'review'), /is not a file/);
  await refused(readTexts(file('empty.csv', ''), 'review'), /empty/);
  await refused(readTexts(file('header.csv', 'id,review\n'), 'review'), /no rows/);
  await refused(
    readTexts(file('other.csv', 'id,words\n1,a\n'), 'review'),
    /no column review; its columns are id, words/,
  );
  await refused(readTexts(file('binary.csv', Buffer.from([1, 0, 2, 0])), 'review'), /no text/);
  await refused(
    readTexts(file('cut.csv.gz', gzipSync('review\n'.repeat(9e4)).subarray(0, 60)), 'review'),
    /cannot be read/,
  );
  await refused(labelled(file('bare.csv', 'review,label\ngood,\nbad,\n')), /no row with a label/);
  await refused(
    labelled(file('strange.csv', 'review,label\ngood,sofa\n')),
    /the column label holds "sofa", which is no label/,
  );
});

test('labels are words, or numbers on the scale that their column shows', async () => {
  const columns: [string, string][] = [
    ['negative neutral positive', '-0+'],
    ['差评 中评 好评 Positive NEG', '-0++-'],
    ['0 1 1 0', '-++-'],
    ['-1 0 1', '-0+'],
    ['0 1 2', '-0+'],
    ['1 2', '-+'],
    ['0 1 2 3 4', '--0++'],
    ['1 2 3 4 5', '--0++'],
    ['1.0 3.0 5.0 4.5', '-0++'],
    ['1 4 5 6 7 10', '--00++'],
  ];
  const signs = { negative: '-', neutral: '0', positive: '+' };
  for (const [labels, expected] of columns) {
    const rows = labels.split(' ').map((label) => `text,${label}`);
    const read = await labelled(file('scale.csv', `review,label\n${rows.join('\n')}\n`));
    assert.equal(read.map(({ label }) => signs[label]).join(''), expected, labels);
  }
});
