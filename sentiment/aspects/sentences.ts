/** A piece of a text and where it begins. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** A full stop ends a sentence where space follows; line breaks and other marks always do. */
const sentenceEnd = /(?<=[!?。！？；…\n])|(?<=\.)(?=\s)/u;
const clauseEnd = /(?<=[,，、。！？!?；;：:~～…\s])/u;
/** In UTF-16 units. Whoever writes on without a mark is cut, at a space if there is one: what is found in a piece takes time that grows with its square. */
const longestPiece = 600;

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
  for (const part of text.split(where).flatMap(cut)) {
    if (part.trim() !== '') pieces.push({ text: part, start });
    start += part.length;
  }
  return pieces;
}

function cut(part: string): string[] {
  const parts: string[] = [];
  let rest = part;
  while (rest.length > longestPiece) {
    const space = rest.lastIndexOf(' ', longestPiece);
    const end = space > 0 ? space : longestPiece;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}
