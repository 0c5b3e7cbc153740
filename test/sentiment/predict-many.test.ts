import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../config/index.ts';
import type { Classifier } from '../../sentiment/classifier.ts';
import { readLabelledTexts, sentiments } from '../../sentiment/index.ts';
import { predictorOf } from '../../sentiment/predict.ts';
import { predictMany } from '../../sentiment/predict-many.ts';
import { trainClassifier } from '../../sentiment/train.ts';
import { simpleReviews } from './examples.ts';

/** So many are read on all cores. */
const enough = 600;

/** What is said of the texts all at once differs from what is said of them one by one by at most so much. */
function largestDifference(classifier: Classifier, texts: readonly string[]): number {
  const predictor = predictorOf(classifier);
  let largest = 0;
  let answered = 0;
  predictMany(classifier, texts, (many, i) => {
    const all = [...many.probabilities];
    const { known, language } = many;
    const one = predictor.predict(texts[i]!);
    assert.equal(i, answered++);
    assert.deepEqual({ known, language }, { known: one.known, language: one.language }, JSON.stringify(texts[i]));
    for (const [k, probability] of one.probabilities.entries()) {
      largest = Math.max(largest, Math.abs(probability - all[k]!));
    }
  });
  assert.equal(answered, texts.length);
  return largest;
}

const repeated = (texts: readonly string[]) => Array.from({ length: enough }, (_, i) => texts[i % texts.length]!);

/** Words, Chinese, full-width letters, emoji of several kinds, combining marks, halves of surrogates, what is not seen, quotes, digits, white space. */
const pieces = fc.constantFrom(
  ...[
    'good',
    'bad',
    "don't",
    'Ünï',
    'naïve',
    'ΟΔΟΣ',
    'ﬁne',
    '好',
    '质量',
    '很',
    '不',
    'かな',
    '한국',
    'ดี',
    'привет',
    'हिंदी',
  ],
  ...[
    'ＡＢＣ',
    '，',
    '！！！！',
    ':)',
    ':-(',
    '😀',
    '👍🏽',
    '🀄',
    '𠮷',
    '\ud83d',
    '\udc4d',
    'e\u0301',
    '\u200b',
    '\ufe0f',
    '’',
    "'",
    '"',
  ],
  ...[' ', '\n\t', '\u3000', '\0', '42', '½', 'aaaaaa', 'х'],
);
const strange = fc.oneof(
  fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

test('many texts at once are judged as one by one, whatever they are made of', () => {
  const texts = fc.array(strange, { minLength: 40, maxLength: 80 });
  fc.assert(
    fc.property(texts, fc.integer(), fc.constantFrom(2, 3), (texts, seed, labels) => {
      const classifier = trainClassifier(
        texts.map((text, i) => ({ text: text + texts[i >> 1]!, label: sentiments[i % labels]! })),
        { seed },
      );
      assert.equal(largestDifference(classifier, repeated([...texts, ...texts.map((text) => text + text)])), 0);
    }),
    { numRuns: 6 },
  );
});

test('of a text that is too long, many at once and one by one read the same part', () => {
  const reviews = simpleReviews('zh', sentiments, 300, 1);
  const classifier = trainClassifier([...reviews, ...simpleReviews('en', sentiments, 300, 2)], { seed: 1 });
  const random = seededRandom(3);
  const long = (length: number, ending: string) => {
    let text = '';
    while (text.length < length) text += reviews[Math.floor(random() * reviews.length)]!.text;
    return text.slice(0, length) + ending;
  };
  const lengths = [16_381, 16_382, 16_383, 16_384, 16_385, 40_000];
  const texts = lengths.flatMap((length) => ['', '😀', '太差了', ' never again'].map((ending) => long(length, ending)));
  // More than fits into the memory of one turn, and more texts than a turn has.
  const short = Array.from({ length: 9000 }, (_, i) => `很好 ${i}`);
  assert.equal(largestDifference(classifier, [...texts, ...texts, ...texts, ...texts, ...short]), 0);
});

const reviews = join(import.meta.dirname, '../../../shared/data/online-shopping-reviews-zh.csv.gz');
const skip = existsSync(reviews) ? false : `${reviews} is not there`;

test('every Chinese shopping review is judged as one by one', { skip }, async () => {
  const rows = await readLabelledTexts(reviews, { textColumn: 'review', labelColumn: 'label' });
  const classifier = trainClassifier(
    rows.filter((_, row) => row % 20 === 1),
    { seed: 1 },
  );
  assert.equal(
    largestDifference(
      classifier,
      rows.map(({ text }) => text),
    ),
    0,
  );
});
