import { type Neighbours, sparseRows } from '../neighbours.ts';

/** A word that stands in more titles says too little to pay for. */
const mostTitles = 500;

/** Items whose words are alike: cosines of bags of words weighted by rarity; the `most` nearest of each. Items without words have none. */
export function textNeighbours(texts: readonly (string | null)[], most: number): Neighbours {
  const places = new Map<string, number[]>();
  const words = texts.map((text) => [...new Set((text ?? '').toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [])]);
  words.forEach((own, item) => {
    for (const word of own) {
      const found = places.get(word);
      if (found) found.push(item);
      else places.set(word, [item]);
    }
  });
  const rarity = (word: string) => Math.log((1 + texts.length) / places.get(word)!.length) ** 2;
  const length = words.map((own) => Math.sqrt(own.reduce((sum, word) => sum + rarity(word), 0)) || 1);
  return sparseRows(texts.length, most, (item, out) => {
    for (const word of words[item]!) {
      if (places.get(word)!.length > mostTitles) continue;
      const weight = rarity(word) / length[item]!;
      for (const other of places.get(word)!) out[other]! += weight / length[other]!;
    }
  });
}
