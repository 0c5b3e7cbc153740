import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longestText, normaliseText, writeNormalised } from '../../sentiment/normalise.ts';

function written(text: string): string {
  const codePoints = new Int32Array(longestText);
  return String.fromCodePoint(...codePoints.subarray(0, writeNormalised(text, codePoints)));
}

test('the fast way writes what the plain one says, for any text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc
      .array(
        fc.constantFrom('a', 'A', 'é', 'e\u0301', '　', ' ', '\n', '!', '！', 'Σ', 'ﬁ', '好', '😀', '\u200b', '\ud800'),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      assert.equal(written(given), normaliseText(given));
    }),
    { numRuns: 2000 },
  );
});

test('full-width letters, case, white space and what is not seen make no difference', () => {
  const plain = normaliseText('great! 100% ok');
  for (const other of [
    'ＧＲＥＡＴ！　100％ ok',
    ' great!\n100%\t\tOK ',
    'gr\u200beat! 100\u00ad% o\u2060k',
    '\u202egreat! 100% ok\u202c',
  ]) {
    assert.equal(normaliseText(other), plain, JSON.stringify(other));
  }
});

test('a character that is drawn out counts three times', () => {
  assert.equal(normaliseText('sooooooo good!!!!!!!!'), 'sooo good!!!');
  assert.equal(normaliseText('sooo good'), 'sooo good');
});

test('a text of any length is read up to a bound', () => {
  assert.equal(normaliseText('ab'.repeat(1e6)).length, longestText);
  assert.equal(written('\ufdfa'.repeat(longestText)).length <= longestText, true);
});
