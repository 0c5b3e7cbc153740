import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { silent } from '../../config/index.ts';
import { readBags } from '../../sentiment/bags.ts';
import { createFeatureReader } from '../../sentiment/features.ts';
import { normaliseText } from '../../sentiment/normalise.ts';
import { numberBuckets } from '../../sentiment/numbering.ts';
import { chooseVocabulary } from '../../sentiment/vocabulary.ts';

const reader = createFeatureReader();

function featuresOf(text: string): Set<number> {
  return new Set(reader.numbers.subarray(0, reader.read(text)));
}

const shared = (a: Set<number>, b: Set<number>) => [...a].filter((bucket) => b.has(bucket)).length;
const missing = (a: Set<number>, b: Set<number>) => a.size - shared(a, b);

test('Chinese is read as runs of one to three characters, those of one and two at its edges once more, and its length', () => {
  assert.equal(featuresOf('质量很好').size, 4 + 3 + 2 + 2 * (4 + 3) + 1);
  const common = shared(featuresOf('质量很好'), featuresOf('质量不好'));
  assert.equal(common, 3 * 4 + 1, '质, 量, 质量 and 好 are shared, at either edge too, and the length');
});

test('English is read as words, pairs of words and pieces of words', () => {
  const one = featuresOf('good bag');
  const other = featuresOf('bag good');
  assert.equal(missing(one, other), 1, 'the pair is all that the order changes');
  assert.ok(shared(featuresOf('quality'), featuresOf('qualities')) >= 10, 'words of one stem share pieces');
});

test('an apostrophe stays in its word, so that a negation is one', () => {
  const negated = featuresOf("don't");
  const parts = featuresOf('don t');
  assert.ok(missing(negated, parts) > 0);
  assert.ok(shared(featuresOf('don’t'), negated) > 0);
});

test('Chinese with English words in it is read both ways', () => {
  const mixed = featuresOf('这个 bluetooth 很好');
  assert.ok(shared(mixed, featuresOf('bluetooth')) >= 8);
  assert.ok(shared(mixed, featuresOf('很好')) >= 3);
});

test('emoji and emoticons count', () => {
  assert.ok(featuresOf('👍').size > 0);
  assert.ok(missing(featuresOf('ok 👍👍'), featuresOf('ok')) > 0);
  assert.notDeepEqual(featuresOf('ok :)'), featuresOf('ok :('));
});

const isReadByCharacters = (text: string) => /\p{Script=Han}/u.test(text);

/** The number of a text's length, which two texts of as many other characters share. */
function lengthOf(text: string): number {
  const { length } = [...normaliseText(text)];
  const from = (first: number) => featuresOf(String.fromCodePoint(...Array.from({ length }, (_, at) => first + at)));
  const other = from(0x5e00);
  return [...from(0x4e00)].find((bucket) => other.has(bucket))!;
}

/** Whether a character of a text stands in two of those that a vocabulary was chosen from: what shares none with them is not known by its length either. */
function hasKnownCharacter(text: string, texts: string[]): boolean {
  const others = texts.filter(isReadByCharacters).map(normaliseText);
  return [...normaliseText(text)].some((one) => others.filter((other) => [...other].includes(one)).length >= 2);
}

test('a reader that knows its vocabulary finds all of it and nothing else', () => {
  const words = fc
    .array(fc.constantFrom('好', '质', '量', '很', 'good', 'bad', 'it', 'not', '!', ' ', '😀', '9'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(words, { minLength: 2, maxLength: 12 }), words, (texts, text) => {
      const bags = readBags(texts, silent);
      const vocabulary = chooseVocabulary(
        bags,
        Int32Array.from(texts, (_, row) => row),
      );
      const ascending = vocabulary.buckets.toSorted();
      const knowing = createFeatureReader(numberBuckets(vocabulary.buckets));
      const found = new Set(
        Array.from(knowing.numbers.subarray(0, knowing.read(text)), (number) => ascending[number]!),
      );
      const expected = [...featuresOf(text)].filter((bucket) => vocabulary.index[bucket]! >= 0);
      if (isReadByCharacters(text) && !hasKnownCharacter(text, texts)) {
        const length = expected.indexOf(lengthOf(text));
        if (length >= 0) expected.splice(length, 1);
      }
      assert.deepEqual([...found].sort(), expected.sort());
    }),
    { numRuns: 25, examples: [[['好', '好', '', ''], '质']] },
  );
});

test('the vocabulary holds what stands in at least two texts, the most frequent first', () => {
  const bags = readBags(['aa', 'aa bb', 'aa bb cc'], silent);
  const { buckets, index } = chooseVocabulary(bags, Int32Array.of(0, 1, 2));
  const known = new Set(buckets);
  for (const bucket of featuresOf('aa bb')) assert.ok(known.has(bucket));
  assert.equal(
    [...featuresOf('cc')].some((bucket) => known.has(bucket)),
    false,
  );
  assert.ok(index[[...featuresOf('aa')][0]!]! < index[[...featuresOf('bb')][0]!]!);
});
