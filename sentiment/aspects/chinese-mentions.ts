import { type Lexicon, lexiconOf } from './lexicon.ts';
import type { Mention, Opinion } from './mention.ts';
import { clausesOf, type Piece } from './sentences.ts';

/** How many characters before an opinion are looked at for what turns or weighs it. */
const reach = 4;
const turned = -0.8;
const intensified = 1.4;
const diminished = 0.6;
const leastScore = 0.12;

type Role = 'aspect' | 'judging' | 'opinion' | 'negation' | 'wish' | 'intensifier' | 'diminisher';

interface Entry {
  readonly role: Role;
  readonly aspect?: string;
  readonly value?: number;
}
interface Found extends Entry {
  /** In UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
}

/** Finds the aspects in Chinese sentences: in each clause the longest words of the lexicon, from left to right. */
export function chineseFinder(ownTerms: readonly string[]): (sentence: Piece) => Mention[] {
  const lexicon = indexLexicon(lexiconOf('zh'), ownTerms);
  return (sentence) => {
    const clauses = clausesOf(sentence.text).map((clause) =>
      wordsOf(clause.text, sentence.start + clause.start, lexicon),
    );
    return clauses.flatMap((found, i) => mentionsOf(found, clauses[i + 1], sentence));
  };
}

interface Index {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly longest: number;
}

function indexLexicon(lexicon: Lexicon, ownTerms: readonly string[]): Index {
  const entries = new Map<string, Entry>();
  for (const word of lexicon.intensifiers) entries.set(word, { role: 'intensifier' });
  for (const word of lexicon.diminishers) entries.set(word, { role: 'diminisher' });
  for (const word of lexicon.wishes) entries.set(word, { role: 'wish' });
  for (const word of ownTerms) entries.set(word, { role: 'aspect', aspect: word });
  for (const [word, value] of lexicon.opinions) entries.set(word, { role: 'opinion', value });
  for (const word of lexicon.negations) entries.set(word, { role: 'negation' });
  for (const [word, aspect] of lexicon.judging) {
    entries.set(word, { role: 'judging', aspect, value: lexicon.opinions.get(word) ?? 0 });
  }
  for (const [word, aspect] of lexicon.aspects) entries.set(word, { role: 'aspect', aspect });
  return { entries, longest: Math.max(...[...entries.keys()].map((word) => word.length)) };
}

function wordsOf(clause: string, start: number, { entries, longest }: Index): Found[] {
  const found: Found[] = [];
  for (let at = 0; at < clause.length; ) {
    let length = Math.min(longest, clause.length - at);
    while (length > 0 && !entries.has(clause.slice(at, at + length))) length--;
    if (length > 0)
      found.push({ ...entries.get(clause.slice(at, at + length))!, start: start + at, end: start + at + length });
    at += Math.max(1, length);
  }
  return found;
}

/** The clause's aspects with its opinions; where it has none, with those of the next clause that names no aspect (“物流，很快”). */
function mentionsOf(clause: readonly Found[], next: readonly Found[] | undefined, sentence: Piece): Mention[] {
  const named = clause.filter(({ role }) => role === 'aspect');
  const judging = clause.filter(({ role }) => role === 'judging');
  let opinions = opinionsIn(clause);
  if (opinions.length === 0 && next && !next.some(({ aspect }) => aspect)) opinions = opinionsIn(next);
  const seen = new Set<string>();
  return [...named, ...(named.length > 0 ? [] : judging)].flatMap((hit) => {
    if (seen.has(hit.aspect!)) return [];
    seen.add(hit.aspect!);
    return [mentionOf(hit, opinions, sentence)];
  });
}

function opinionsIn(clause: readonly Found[]): Opinion[] {
  return clause.flatMap(({ start, end, value }, i) => {
    if (!value) return [];
    let weight = 1;
    let negated = false;
    for (const before of clause.slice(0, i)) {
      if (before.end < start - reach) continue;
      if (before.role === 'negation' || before.role === 'wish') negated = !negated;
      if (before.role === 'intensifier') weight *= intensified;
      if (before.role === 'diminisher') weight *= diminished;
    }
    return [{ start, end, value: value * weight * (negated ? turned : 1) }];
  });
}

function mentionOf({ aspect, start, end }: Found, opinions: readonly Opinion[], sentence: Piece): Mention {
  const score = opinions.reduce((sum, { value }) => sum + value, 0);
  const polarity = Math.abs(score) < leastScore ? 'neutral' : score < 0 ? 'negative' : 'positive';
  const same = opinions.filter(({ value }) => value * score > 0);
  const quoted = polarity === 'neutral' ? [] : same;
  return {
    aspect: aspect!,
    term: sentence.text.slice(start - sentence.start, end - sentence.start),
    polarity,
    score,
    start: Math.min(start, ...quoted.map((opinion) => opinion.start)),
    end: Math.max(end, ...quoted.map((opinion) => opinion.end)),
  };
}
