import { z } from 'zod';
import type { Sentiment } from '../label.ts';

/** What the language model must answer: each text's id, once, with a label. */
export interface LabelReply {
  readonly answers: readonly { readonly id: string; readonly sentiment: Sentiment }[];
}

/** The shape for a question about texts with these labels. */
export function replySchema(labels: readonly Sentiment[]): z.ZodType<LabelReply> {
  return z.strictObject({
    answers: z.array(z.strictObject({ id: z.string(), sentiment: z.enum(labels as [Sentiment, ...Sentiment[]]) })),
  });
}

/** A text as it is asked about. */
export interface AskedText {
  readonly id: string;
  readonly text: string;
  /** Given where the answer is known beforehand, to see whether the model judges at all. */
  readonly control?: Sentiment;
}

/** Why no label of a reply is used. */
export type Rejection =
  | 'no reply'
  | 'not as many answers as texts'
  | 'an answer for no text'
  | 'a control text is wrong';

/** What is wrong with a reply that does not name each text once. */
export function checkIds(asked: readonly AskedText[], answers: readonly { readonly id: string }[]): Rejection | null {
  if (answers.length !== asked.length) return 'not as many answers as texts';
  const ids = new Set(answers.map(({ id }) => id));
  return asked.every(({ id }) => ids.has(id)) ? null : 'an answer for no text';
}

/**
 * Each id's label, or why none of them may be used: every text must be answered exactly once, and the controls rightly. A model that is talked into one answer
 * for all, or answers at random, is found out by the controls.
 */
export function checkReply(asked: readonly AskedText[], { answers }: LabelReply): Map<string, Sentiment> | Rejection {
  const wrong = checkIds(asked, answers);
  if (wrong) return wrong;
  const labels = new Map(answers.map(({ id, sentiment }) => [id, sentiment]));
  if (asked.some(({ id, control }) => control && labels.get(id) !== control)) return 'a control text is wrong';
  return labels;
}
