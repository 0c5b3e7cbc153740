import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createAspectFinder,
  evaluateAspects,
  learnOwnTerms,
  type Mention,
  readLabelledProducts,
  trainSentiment,
} from '../../sentiment/index.ts';
import { simpleReviews } from './examples.ts';

const find = createAspectFinder({ ownTerms: ['lens cap'], productNames: ['player'] });
const inShort = (mentions: readonly Mention[]) =>
  mentions.map(
    ({ aspect, polarity }) => `${aspect} ${polarity === 'neutral' ? '0' : polarity === 'positive' ? '+' : '-'}`,
  );

const claims: readonly (readonly [string, readonly string[]])[] = [
  ['The battery life is terrible, but I love the screen.', ['battery -', 'screen +']],
  ['Delivery was not fast.', ['delivery -']],
  ["The manual isn't helpful", ['instructions -']],
  ['No problems with the software.', ['software +']],
  ['the lens cap is a joy', ['lens cap +']],
  ['This player is great', ['product +']],
  ['I love it!', ['product +']],
  ['The software is easy to use.', ['software +']],
  ['Arrived late and the box was damaged', ['packaging -']],
  ['I put the battery in.', ['battery 0']],
  ['物流很快，但是包装太差了', ['delivery +', 'packaging -']],
  ['质量不好', ['quality -']],
  ['客服态度恶劣，价格便宜', ['support -', 'price +']],
  ['物流，很快', ['delivery +']],
  ['The battery is bad. 质量不好。屏幕很清晰', ['battery -', 'quality -', 'screen +']],
  ['房间干净，早餐一般', ['room +', 'room -']],
  ['Der Akku ist schlecht und die Lieferung war nicht gut', []],
  ['', []],
];
for (const [text, expected] of claims) {
  test(`“${text}” says ${expected.length === 0 ? 'nothing that is read' : expected.join(', ')}`, () => {
    assert.deepEqual(inShort(find(text)), expected);
  });
}

test('what is quoted reaches from the aspect to the opinion, in the words of the text', () => {
  const text = 'I bought it in May. The Battery Life is truly terrible, though.\n屏幕显示很清晰。';
  const quotes = createAspectFinder({ ownTerms: [], productNames: [] })(text.split('\n')[0]!);
  assert.deepEqual(
    quotes.filter(({ aspect }) => aspect === 'battery').map(({ term, start, end }) => [term, text.slice(start, end)]),
    [['Battery Life', 'Battery Life is truly terrible']],
  );
  const [screen] = find('屏幕很清晰');
  assert.deepEqual([screen!.start, screen!.end], [0, 5]);
});

test('no text, whatever it holds, breaks the reading, and every quote lies in it', () => {
  const words = [
    'battery',
    'not',
    "n't",
    '屏幕',
    '不',
    '好',
    '差',
    '，',
    '.',
    '<script>',
    '\ud800',
    'great',
    '\u202e',
    ' ',
  ];
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const { start, end, term, score } of find(text)) {
        assert.ok(0 <= start && start < end && end <= text.length && Number.isFinite(score));
        assert.ok(text.includes(term));
      }
    }),
    { numRuns: 500 },
  );
});

test('a text without any mark is read in pieces, each word in its place', () => {
  const text = `${'and so on '.repeat(200)}the battery is bad ${'x'.repeat(3000)}`;
  const [mention] = find(text);
  assert.equal(text.slice(mention!.start, mention!.end), 'battery is bad');
});

test('the trained classifier has a say where words of opinion are silent on the side', () => {
  const model = trainSentiment(simpleReviews('en', ['negative', 'positive'], 300, 1), { seed: 1 });
  const withModel = createAspectFinder({ ownTerms: [], productNames: [] }, model);
  const [mention] = withModel('the zipper quality broke after a week, never again');
  assert.ok(mention!.score < find('the zipper quality broke after a week, never again')[0]!.score);
});

test("a shop's own terms are the noun phrases that many texts have, in their commonest form", () => {
  const texts = Array.from({ length: 30 }, (_, i) => [
    i % 3 ? '' : `The lens caps are nice ${i}`,
    i % 2 ? 'I like the lens cap.' : 'My lens cap broke',
    'The delivery was late, a great time was had and the very',
  ]).flat();
  assert.deepEqual(learnOwnTerms(texts), ['lens cap']);
  const chinese = Array.from({ length: 9 }, (_, i) =>
    i % 2 ? '地毯很脏，服务很好' : '而且地毯有味。地毯不干净，感觉很差',
  );
  assert.deepEqual(learnOwnTerms(chinese), ['地毯']);
  assert.deepEqual(inShort(createAspectFinder({ ownTerms: ['地毯'], productNames: [] })('地毯很脏')), ['地毯 -']);
  assert.deepEqual(learnOwnTerms([]), []);
});

const labelled = join(import.meta.dirname, '../../../shared/data/product-reviews-aspects.zip');
const skip = existsSync(labelled) ? false : `${labelled} is not there`;

test('on the reviews of five products, each left out in turn, opinions are found and their polarity is told', {
  skip,
}, (t) => {
  const { all, products } = evaluateAspects(readLabelledProducts(labelled), { seed: 1 });
  t.diagnostic(
    `sentences F1 ${all.sentence_f1.toFixed(3)}, mentions F1 ${all.mention_f1.toFixed(3)}, polarity ${all.polarity_accuracy.toFixed(3)}, by words alone ${all.polarity_by_words.toFixed(3)}`,
  );
  assert.deepEqual([Object.keys(products).length, all.sentences, all.aspects], [5, 3944, 2101]);
  assert.ok(all.sentence_f1 >= 0.6, `sentences F1 ${all.sentence_f1}`);
  assert.ok(all.mention_f1 >= 0.52, `mentions F1 ${all.mention_f1}`);
  assert.ok(all.polarity_accuracy >= 0.83, `polarity ${all.polarity_accuracy}`);
  assert.ok(all.polarity_accuracy > all.polarity_by_words && all.polarity_by_words > all.polarity_most_frequent);
});
