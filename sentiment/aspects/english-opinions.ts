import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Word, wordsOf } from './english-words.ts';
import { lexiconOf } from './lexicon.ts';
import type { Opinion } from './mention.ts';
import { indexPhrases, type Phrases } from './phrases.ts';

/** VADER rates words from −4 to 4; ours are 1 or −1. */
const vaderScale = 3;
/** VADER's weaker words are as often used without an opinion. */
const weakestOfVader = 1;
/** How many words before an opinion are looked at for what turns or weighs it, up to a mark or a contrast. */
const reach = 4;
const turned = -0.8;
const intensified = 1.4;
const diminished = 0.6;

type Role = 'negation' | 'intensifier' | 'diminisher' | 'contrast' | 'wish';

interface Indexed {
  readonly opinions: Phrases<number>;
  readonly vader: Phrases<number>;
  readonly roles: Phrases<Role>;
}
let indexed: Indexed | undefined;

function load(): Indexed {
  const lexicon = lexiconOf('en');
  indexed ??= {
    opinions: indexPhrases(lexicon.opinions),
    vader: indexPhrases(vaderWords()),
    roles: indexPhrases(
      (
        [
          ['diminisher', lexicon.diminishers],
          ['intensifier', lexicon.intensifiers],
          ['wish', lexicon.wishes],
          ['contrast', lexicon.contrasts],
          ['negation', lexicon.negations],
        ] as const
      ).flatMap(([role, phrases]) => [...phrases].map((phrase) => [phrase, role] as const)),
    ),
  };
  return indexed;
}

function vaderWords(): [string, number][] {
  const path = createRequire(import.meta.url).resolve('vader-sentiment/vader_lexicon.txt');
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([word, value]) => /^[a-z]{3,}$/.test(word!) && Math.abs(Number(value)) >= weakestOfVader)
    .map(([word, value]) => [word!, Number(value) / vaderScale]);
}

export interface EnglishReading {
  readonly words: readonly Word[];
  /** start and end are numbers of words. */
  readonly opinions: readonly Opinion[];
  /** Words after which something contrary begins. */
  readonly contrasts: readonly number[];
}

/** The words of a sentence and what they judge. */
export function readEnglish(sentence: string): EnglishReading {
  const { opinions, vader, roles } = load();
  const words = wordsOf(sentence);
  const roleAt: (Role | undefined)[] = [];
  for (let i = 0; i < words.length; ) {
    const found = roles.at(words, i);
    for (let j = 0; j < (found?.length ?? 1); j++) roleAt[i + j] = found?.value;
    i += found?.length ?? 1;
  }
  const found: Opinion[] = [];
  for (let i = 0; i < words.length; ) {
    const opinion = opinions.at(words, i) ?? vader.exactly(words, i);
    if (opinion) {
      const end = i + opinion.length;
      found.push({ start: i, end, value: opinion.value * weightBefore(words, roleAt, i) });
      i = end;
    } else {
      i++;
    }
  }
  return { words, opinions: found, contrasts: words.flatMap((_, i) => (roleAt[i] === 'contrast' ? [i] : [])) };
}

function weightBefore(words: readonly Word[], roleAt: readonly (Role | undefined)[], index: number): number {
  let weight = 1;
  let negated = false;
  for (let i = index - 1; i >= Math.max(0, index - reach); i--) {
    if (words[i + 1]!.afterMark || roleAt[i] === 'contrast') break;
    if (roleAt[i] === 'negation' || roleAt[i] === 'wish') negated = true;
    if (roleAt[i] === 'intensifier') weight *= intensified;
    if (roleAt[i] === 'diminisher') weight *= diminished;
  }
  return negated ? weight * turned : weight;
}
