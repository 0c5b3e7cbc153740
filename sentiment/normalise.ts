/** Longer texts are read up to here, so that one text can never hold up the rest. In UTF-16 units. */
export const longestText = 16_384;

/** Zero-width characters, direction marks, soft hyphens, variation selectors, tags: what is not seen must not change an answer. */
const invisible = /\p{Default_Ignorable_Code_Point}+/gu;

/**
 * The text as features see it: well-formed, NFKC (full-width letters and compatibility forms become the usual ones), lower case, without invisible
 * characters, every run of white space one space, a character that is repeated more than three times three times.
 */
export function normaliseText(text: string): string {
  const plain = text
    .slice(0, longestText)
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .replace(invisible, '')
    .replace(/\s+/g, ' ')
    .replace(/(\S)\1{3,}/gu, '$1$1$1')
    .trim();
  // Compatibility forms may be up to eighteen times as long once they are written out.
  return plain.length > longestText ? plain.slice(0, longestText).toWellFormed() : plain;
}

const notYetSeen = 0;
const dependsOnNeighbours = 1;
const dropped = 2;
/** What becomes of a UTF-16 unit: one of the above or the unit that it is written as. */
const written = new Uint16Array(65536);

/** Writes the code points of normaliseText(text), ten times as fast for texts without combining marks, and returns how many there are. */
export function writeNormalised(text: string, codePoints: Int32Array): number {
  const end = Math.min(text.length, longestText);
  let length = 0;
  let afterSpace = false;
  let repeated = 0;
  for (let at = 0; at < end; at++) {
    const unit = text.charCodeAt(at);
    let codePoint = writtenUnit(unit);
    if (codePoint === dropped) continue;
    if (codePoint === dependsOnNeighbours) {
      codePoint = at + 1 < end ? text.codePointAt(at)! : 0;
      // Emoji are written as they are; everything else beyond the basic plane is rare.
      if (codePoint < 0x1f300 || codePoint > 0x1faff) return writeSlowly(text, codePoints);
      at++;
    }
    if (codePoint === 0x20) {
      afterSpace = length > 0;
      continue;
    }
    if (afterSpace) {
      codePoints[length++] = 0x20;
      afterSpace = false;
      repeated = 0;
    }
    repeated = length > 0 && codePoints[length - 1] === codePoint ? repeated + 1 : 1;
    if (repeated <= 3) codePoints[length++] = codePoint;
  }
  return length;
}

function writeSlowly(text: string, codePoints: Int32Array): number {
  let length = 0;
  for (const character of normaliseText(text)) codePoints[length++] = character.codePointAt(0)!;
  return length;
}

/** What becomes of a UTF-16 unit wherever it stands: 1 when it depends on its neighbours, 2 when it is left out, otherwise the unit that it is written as. */
export function writtenUnit(unit: number): number {
  if (written[unit] === notYetSeen) written[unit] = lookUp(unit);
  return written[unit]!;
}

function lookUp(unit: number): number {
  // A capital sigma's lower case depends on what follows it.
  if ((unit >= 0xd800 && unit <= 0xdfff) || unit === 0x3a3) return dependsOnNeighbours;
  const plain = String.fromCharCode(unit).normalize('NFKC').toLowerCase().replace(invisible, '');
  if (plain === '') return dropped;
  if (/^\s$/.test(plain)) return 0x20;
  // Marks and the parts of Hangul syllables join with the letter before them.
  if (plain.length > 1 || plain <= '\x02' || /[\p{M}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u.test(plain))
    return dependsOnNeighbours;
  return plain.charCodeAt(0);
}
