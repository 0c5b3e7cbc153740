/** Of the vectors that need no model. */
export const hashedDimensions = 256;

const shortest = 2;
const longest = 4;
const longestOfIdeographs = 2;
/** How many of the dimensions an n-gram touches: a sparse random projection keeps angles about as well as a full one (Achlioptas 2003; Li, Hastie and Church 2006). */
const touched = 8;

/**
 * A vector for each text, texts × `hashedDimensions`, of length 1, or zeros for a text without letters: character n-grams, in words of their own with their ends marked,
 * weighted by how rare they are among these texts, hashed and projected by the seed. Texts that share many rare pieces are close, in any language.
 */
export function hashedVectors(texts: readonly string[], seed: number): Float32Array {
  const pieces = texts.map(piecesOf);
  const textsWith = new Map<string, number>();
  for (const own of pieces) for (const piece of own.keys()) textsWith.set(piece, (textsWith.get(piece) ?? 0) + 1);
  const vectors = new Float32Array(texts.length * hashedDimensions);
  pieces.forEach((own, text) => {
    const vector = vectors.subarray(text * hashedDimensions, (text + 1) * hashedDimensions);
    for (const [piece, count] of own) {
      const rarity = Math.log((1 + texts.length) / textsWith.get(piece)!);
      project(piece, seed, (1 + Math.log(count)) * rarity, vector);
    }
    normalise(vector);
  });
  return vectors;
}

function piecesOf(text: string): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    const letters = [...` ${word} `];
    // A Chinese character is a word or half of one; a letter says nothing.
    const ideographs = letters.filter((letter) => /\p{Script=Han}/u.test(letter));
    for (const one of ideographs) pieces.set(one, (pieces.get(one) ?? 0) + 1);
    for (let length = shortest; length <= (ideographs.length > 0 ? longestOfIdeographs : longest); length++) {
      for (let at = 0; at + length <= letters.length; at++) {
        const piece = letters.slice(at, at + length).join('');
        pieces.set(piece, (pieces.get(piece) ?? 0) + 1);
      }
    }
  }
  return pieces;
}

function project(piece: string, seed: number, weight: number, vector: Float32Array): void {
  let state = hash(piece, seed);
  for (let draw = 0; draw < touched; draw++) {
    state = mixed((state + 0x9e3779b9) | 0);
    const sign = state & 1 ? 1 : -1;
    vector[(state >>> 1) % vector.length]! += sign * weight;
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}

/** MurmurHash3's finaliser. */
function mixed(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Scales the vector to length 1, in place; zeros stay. */
export function normalise(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let k = 0; k < vector.length; k++) vector[k]! *= scale;
}
