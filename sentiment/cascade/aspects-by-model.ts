import { join } from 'node:path';
import { z } from 'zod';
import { type Progress, type Random, silent } from '../../config/index.ts';
import type { Mention } from '../aspects/mention.ts';
import { type Asked, askAll, Refusal } from './ask-all.ts';
import { type Call, type Controls, divideIntoCalls, shorten } from './calls.ts';
import { type KeptAnswers, openKeptAnswers } from './kept-answers.ts';
import { type AskedText, checkIds } from './reply.ts';

const mostMentions = 5;
const longestQuote = 160;

/** An aspect that a language model found in a text: one of those that it was given, how it is judged, and the text's own words. */
export interface AspectReply {
  readonly answers: readonly {
    readonly id: string;
    readonly aspects: readonly {
      readonly aspect: string;
      readonly polarity: 'negative' | 'positive';
      readonly quote: string;
    }[];
  }[];
}

/** A question for a language model, with the shape that its answer must have. */
export interface AspectQuestion {
  readonly aspects: readonly string[];
  /** Each text with its id and nothing else, as one JSON array. */
  readonly texts: string;
  readonly schema: z.ZodType<AspectReply>;
}

/** A language model that finds aspects. It answers in time, with what it said or why there is no answer; it does not throw. */
export interface AspectReader {
  /** Names the model and the words that it is asked with. */
  readonly name: string;
  readonly controls: Controls;
  ask(
    question: AspectQuestion,
  ): Promise<{ readonly ok: true; readonly value: AspectReply } | { readonly ok: false; readonly detail: string }>;
}

const Place = z.strictObject({
  aspect: z.string(),
  polarity: z.enum(['negative', 'positive']),
  start: z.int().min(0),
  end: z.int(),
});
type Place = z.infer<typeof Place>;
export type AspectAnswers = KeptAnswers<Place[]>;

/** The answers kept in `dataDir/aspect-answers.jsonl`: aspects and where in the text their quotes stand, not the text. */
export function openAspectAnswers(dataDir: string): AspectAnswers {
  return openKeptAnswers(join(dataDir, 'aspect-answers.jsonl'), z.array(Place));
}

export interface AspectAsking {
  readonly reader: AspectReader;
  readonly answers: AspectAnswers;
  /** At most so many tokens are spent, by a rough count of our own. */
  readonly tokenBudget: number;
  /** Must not be guessable by who wrote a text. */
  readonly newId: () => string;
  readonly random: Random;
  readonly onProgress?: Progress;
}

/** What came of asking; `known` texts had been answered before. */
export type AspectReport = Omit<Asked, 'reasons'> & { readonly known: number };

/**
 * What a language model finds in texts that the word lists find no aspect in. Its answer is used only if it names every text once, judges the control texts rightly, and, for
 * each text alone, keeps to the given aspects and quotes the text word for word; of any other text nothing is said, as before.
 */
export async function aspectsByModel(
  texts: readonly string[],
  aspects: readonly string[],
  { reader, answers, tokenBudget, newId, random, onProgress = silent }: AspectAsking,
): Promise<{ readonly mentions: ReadonlyMap<string, Mention[]>; readonly report: AspectReport }> {
  const by = `${reader.name} ${aspects.join(',')}`;
  const mentions = new Map<string, Mention[]>();
  const asked: string[] = [];
  for (const text of new Set(texts)) {
    if (text.trim() === '') continue;
    const kept = answers.find(text, by);
    if (kept) mentions.set(text, mentionsAt(text, kept));
    else asked.push(text);
  }
  const known = mentions.size;
  const calls = divideIntoCalls(asked, { controls: reader.controls, newId, random });
  const { reasons, ...counts } = await askAll<AspectReply, Place[]>(calls, {
    ask: (call) => reader.ask(questionOf(call, aspects)),
    check: checkAspects,
    use: (found) => {
      answers.keep(found, by);
      for (const [text, places] of found) mentions.set(text, mentionsAt(text, places));
    },
    tokenBudget,
    onProgress,
  });
  return { mentions, report: { known, ...counts } };
}

function questionOf({ asked }: Call, aspects: readonly string[]): AspectQuestion {
  const mention = z.strictObject({
    aspect: z.enum(aspects),
    polarity: z.enum(['negative', 'positive']),
    quote: z.string().min(1).max(longestQuote),
  });
  return {
    aspects,
    texts: JSON.stringify(
      asked.map(({ id, text }) => ({ id, text: shorten(text) })),
      null,
      1,
    ),
    schema: z.strictObject({
      answers: z.array(z.strictObject({ id: z.string(), aspects: z.array(mention).max(mostMentions) })),
    }),
  };
}

function checkAspects(asked: readonly AskedText[], { answers }: AspectReply): Map<string, Place[] | Refusal> | string {
  const found = new Map(answers.map(({ id, aspects }) => [id, aspects]));
  const wrong = checkIds(asked, answers);
  if (wrong) return wrong;
  for (const { id, control } of asked) {
    const said = found.get(id)!;
    if (control && (said.length === 0 || said.some(({ polarity }) => polarity !== control))) {
      return 'a control text is wrong';
    }
  }
  return new Map(
    asked.map(({ id, text }) => {
      const places = found.get(id)!.map(({ aspect, polarity, quote }) => {
        const start = text.trim().indexOf(quote.trim());
        return { aspect, polarity, start, end: start + quote.trim().length };
      });
      const invented = places.some(({ start, end }) => start < 0 || end === start);
      return [id, invented ? new Refusal('a quote that does not stand in its text') : places];
    }),
  );
}

/** Places count from the text's first character that is no white space. The score is that of one clear word of opinion. */
function mentionsAt(text: string, places: readonly Place[]): Mention[] {
  const before = text.length - text.trimStart().length;
  return places.map(({ aspect, polarity, start, end }) => ({
    aspect,
    term: text.slice(before + start, before + end),
    polarity,
    score: polarity === 'positive' ? 1 : -1,
    start: before + start,
    end: before + end,
  }));
}
