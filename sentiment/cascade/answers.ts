import { join } from 'node:path';
import { z } from 'zod';
import { type Sentiment, sentiments } from '../label.ts';
import { type KeptAnswers, openKeptAnswers } from './kept-answers.ts';

/** The labels that a language model has given. */
export type ModelAnswers = KeptAnswers<Sentiment>;

/** The labels kept in `dataDir/sentiment-answers.jsonl`. */
export function openAnswers(dataDir: string): ModelAnswers {
  return openKeptAnswers(join(dataDir, 'sentiment-answers.jsonl'), z.enum(sentiments));
}
