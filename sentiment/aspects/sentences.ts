/** A piece of a text and where it begins. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** A full stop ends a sentence where space follows; line breaks and other marks always do. */
const sentenceEnd = /(?<=[!?。！？；…\n])|(?<=\.)(?=\s)/u;
const clauseEnd = /(?<=[,，、。！？!?；;：:~～…\s])/u;

export function sentencesOf(text: string): Piece[] {
  return divide(text, sentenceEnd);
}

/** What stands between two marks. */
export function clausesOf(text: string): Piece[] {
  return divide(text, clauseEnd);
}

function divide(text: string, where: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const part of text.split(where)) {
    if (part.trim() !== '') pieces.push({ text: part, start });
    start += part.length;
  }
  return pieces;
}
