import { readFileSync } from 'node:fs';
import { divide, lexiconOf, linesOf } from './lexicon.ts';
import { clausesOf } from './sentences.ts';

/** What opens a clause and is then judged: “地毯很脏” names 地毯. */
const judged = /^(\p{Script=Han}{2,5}?)(?:很|非常|太|特别|真|挺|有点|有些|不|比较|超|十分|也|都|还)/u;
/** Characters that seldom stand in the name of a thing. */
const seldomInNames =
  /[我你他她它们这那的了是就都也还有在和跟给用买要想看说让把被对从会能可没不很太真挺最更再又先到去来上下个一二三两几次天年月日时候得着过吧吗呢啊哦呀]/u;

/** The terms that so many Chinese texts judge at the beginning of a clause, without those that the lexicon knows, each with how many texts that are. */
export function chineseTerms(texts: readonly string[], fewest: number): (readonly [term: string, texts: number])[] {
  const lexicon = lexiconOf('zh');
  const known = [lexicon.aspects, lexicon.judging, lexicon.opinions].flatMap((words) => [...words.keys()]);
  const functionWords = new Set([
    ...linesOf(readFileSync(new URL('lexicon/function-words.zh.txt', import.meta.url), 'utf8')).flatMap(divide),
    ...lexicon.intensifiers,
    ...lexicon.diminishers,
  ]);
  const found = new Map<string, number>();
  for (const text of texts) {
    const terms = new Set(clausesOf(text).flatMap((clause) => judged.exec(clause.text)?.[1] ?? []));
    for (const term of terms) found.set(term, (found.get(term) ?? 0) + 1);
  }
  return [...found].filter(
    ([term, count]) =>
      count >= fewest &&
      !seldomInNames.test(term) &&
      !functionWords.has(term) &&
      !known.some((word) => word.length > 1 && term.includes(word)),
  );
}
