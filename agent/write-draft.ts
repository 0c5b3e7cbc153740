import { z } from 'zod';
import { type DraftText, type Verdict, verdict } from '../retention/index.ts';
import { askForDraft, askForRevision, type DraftQuestion } from './fact-sheet.ts';
import type { Model } from './model.ts';
import type { ModelFault } from './model-reply.ts';
import type { Words } from './words.ts';

/** What a model may say. There is no field for an amount, a code, a product or a person. */
const Reply = z.strictObject({
  subject: z.string(),
  preheader: z.string(),
  paragraphs: z.array(z.string()),
});

/** One try of the model, and what the checks said of it. */
export interface Attempt {
  readonly attempt: string;
  readonly checks: readonly Verdict[];
  /** The raw reply, for the model to see again. */
  readonly reply: string;
}

export type Written =
  | { readonly text: DraftText; readonly reply: string }
  | { readonly text: null; readonly attempt: Attempt; readonly mayTryAgain: boolean };

/** The check that an answer of the asked-for shape came at all. */
export const noReply = 'reply';

/** A reply that was there but could not be used is worth a second try; an endpoint that did not answer has had its tries. */
const worthRevising: readonly ModelFault[] = ['unfinished', 'empty', 'not_json', 'wrong_shape', 'too_long'];

/** Asks the model for a draft, once. After a refused try it is shown its reply and what was wrong with it. */
export async function writeByModel(
  model: Model,
  given: DraftQuestion & { readonly prompts: Words['prompts']; readonly before: readonly Attempt[] },
): Promise<Written> {
  const messages = askForDraft(given.prompts, given);
  const last = given.before.at(-1);
  if (last) messages.push(askForRevision(given.prompts, last.reply, complaints(last.checks)));
  const answer = await model.ask({ name: 'retention_draft', messages, schema: Reply });
  if (answer.ok) return { text: answer.value, reply: answer.text };
  const checks = [verdict(noReply, [`${answer.fault.replaceAll('_', ' ')}: ${answer.detail}`])];
  return {
    text: null,
    attempt: { attempt: nameOfAttempt(given.before), checks, reply: answer.text ?? '' },
    mayTryAgain: worthRevising.includes(answer.fault),
  };
}

/** “model, try 2” */
export function nameOfAttempt(before: readonly Attempt[]): string {
  return `model, try ${before.length + 1}`;
}

/** What was wrong, one line a check. */
export function complaints(checks: readonly Verdict[]): string[] {
  return checks.filter((check) => !check.ok).map((check) => `${check.check}: ${check.detail ?? 'refused'}`);
}
