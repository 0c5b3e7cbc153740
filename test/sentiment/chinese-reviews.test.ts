import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { evaluateSentiment, readLabelledTexts } from '../../sentiment/index.ts';

const reviews = join(import.meta.dirname, '../../../shared/data/online-shopping-reviews-zh.csv.gz');
const skip = existsSync(reviews) ? false : `${reviews} is not there`;

test('on Chinese shopping reviews the model is right in at least 93.8 % and knows how sure it is', {
  skip,
}, async () => {
  const rows = await readLabelledTexts(reviews, { textColumn: 'review', labelColumn: 'label' });
  const test = rows.filter((_, row) => row % 5 === 0);
  const train = rows.filter((_, row) => row % 5 !== 0);
  const { holdfast, baselines, rows: tested } = await evaluateSentiment(train, test, { seed: 1 });
  assert.equal(tested, test.length);
  assert.ok(holdfast.accuracy >= 0.938, `accuracy ${holdfast.accuracy}`);
  assert.ok(holdfast.macro_f1 >= 0.938, `macro F1 ${holdfast.macro_f1}`);
  assert.ok(holdfast.ece <= 0.012, `ECE ${holdfast.ece}`);
  assert.ok(holdfast.accuracy > baselines.naive_bayes!.accuracy + 0.01);
});
