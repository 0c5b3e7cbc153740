/** What a terminal obeys instead of showing, or what makes other lines of the line that it stands in: control characters but the line feed, line separators, and marks that turn the direction of writing. */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The text as a terminal may be given it: what it would obey is written out (`\u001b`), so that nothing in a shop's files moves the cursor, colours, hides or overwrites. Line breaks stay. */
export function visible(text: string): string {
  return text.replace(obeyed, (character) => (character === '\n' ? character : writtenOut(character)));
}

/** The same for what has one line of its own: line breaks are written out too, so that a name forges no line. */
export function oneLine(text: string): string {
  return text.replace(obeyed, (character) => (character === '\n' ? '\\n' : writtenOut(character)));
}

/** As JSON writes it, so that JSON that went through here reads the same. */
const writtenOut = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
