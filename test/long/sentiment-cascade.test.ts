import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom } from '../../config/index.ts';
import {
  classifyWithModel,
  type Labeller,
  openAnswers,
  readLabelledTexts,
  trainSentiment,
} from '../../sentiment/index.ts';

const reviews = join(import.meta.dirname, '../../../shared/data/online-shopping-reviews-zh.csv.gz');
const skip = existsSync(reviews) ? false : `${reviews} is not there`;

test('on Chinese reviews a cascade asked for 97 % asks about at most 15 % of the texts, and keeps its word when the answers are right', {
  skip,
}, async (t) => {
  const rows = await readLabelledTexts(reviews, { textColumn: 'review', labelColumn: 'label' });
  const test = rows.filter((_, row) => row % 5 === 0);
  const truth = new Map(test.map(({ text, label }) => [text.trim(), label]));
  const control = { en: ['control'], zh: ['control'] };
  const labeller: Labeller = {
    name: 'one that is right',
    controls: { negative: control, positive: { en: ['control +'], zh: ['control +'] } },
    ask: async ({ texts }) => ({
      ok: true,
      value: {
        answers: (JSON.parse(texts) as { id: string; text: string }[]).map(({ id, text }) => ({
          id,
          sentiment:
            text === 'control' ? 'negative' : (truth.get(text) ?? shortened.get(text.slice(0, 500)) ?? 'positive'),
        })),
      },
    }),
  };
  const shortened = new Map(test.map(({ text, label }) => [text.trim().slice(0, 500), label]));
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-cascade-'));
  const model = trainSentiment(
    rows.filter((_, row) => row % 5 !== 0),
    { seed: 1 },
  );
  let ids = 0;
  const { answers, report } = await classifyWithModel(
    model,
    test.map(({ text }) => text),
    {
      accuracy: 0.97,
      labeller,
      answers: openAnswers(folder),
      tokenBudget: 1e9,
      newId: () => `t${ids++}`,
      random: seededRandom(1),
    },
  );
  rmSync(folder, { recursive: true });
  const share = answers.filter(({ source }) => source === 'language_model').length / test.length;
  const accuracy = answers.filter(({ label }, i) => label === test[i]!.label).length / test.length;
  t.diagnostic(
    `${(100 * share).toFixed(1)} % asked, ${report.calls} calls, accuracy ${accuracy.toFixed(4)}, threshold ${report.route.threshold.toFixed(3)}, expected ${report.route.expected.toFixed(4)}`,
  );
  const { table, buckets } = model.classifier!;
  assert.ok(table.byteLength + buckets.byteLength <= 20_000_000, 'the model has more than 20 MB');
  assert.equal(report.rejected, 0);
  assert.ok(share <= 0.15, `asked about ${share}`);
  assert.ok(accuracy >= 0.97, `accuracy ${accuracy}`);
});
