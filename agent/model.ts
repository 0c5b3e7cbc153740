import { setTimeout as wait } from 'node:timers/promises';
import OpenAI from 'openai';
import { z } from 'zod';
import type { Config, Random } from '../config/index.ts';
import { AnswerTooLong, boundedFetch } from './bounded-fetch.ts';
import { firstDialect, nextDialect, responseFormat } from './model-dialect.ts';
import { type ModelFault, type ModelReply, readCompletion } from './model-reply.ts';
import { restAfterFailures } from './rest-after-failures.ts';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Question<T> {
  /** What the schema is called in the request. */
  readonly name: string;
  readonly messages: readonly Message[];
  /** Every field required, no others: strict endpoints ask for that. */
  readonly schema: z.ZodType<T>;
  readonly signal?: AbortSignal;
}

/** A language model behind an OpenAI-compatible endpoint. */
export interface Model {
  readonly name: string;
  /** Asks for an answer of a shape. Whatever the endpoint does comes back as a value, in time; nothing is thrown, logged or kept. */
  ask<T>(question: Question<T>): Promise<ModelReply<T>>;
}

const mostAttempts = 3;
const mostWait = 30_000;
const firstWait = 500;
const mostBytes = 1_000_000;

/** The one client for language models. The settings' timeout is the deadline of the whole question, with all its attempts. */
export function createModel(
  settings: NonNullable<Config['model']>,
  given: { readonly random: Random; readonly clock: () => Date; readonly fetch?: typeof globalThis.fetch },
): Model {
  const client = new OpenAI({
    baseURL: settings.base_url,
    // The library insists on a key; local servers want none.
    apiKey: settings.api_key ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: settings.timeout_seconds * 1000,
    logLevel: 'off',
    fetch: boundedFetch(given.fetch ?? globalThis.fetch, mostBytes),
  });
  let dialect = firstDialect;
  /** Once a dialect has worked, an error is the endpoint's trouble and no longer ours. */
  let settled = false;

  async function ask<T>(question: Question<T>): Promise<ModelReply<T>> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), settings.timeout_seconds * 1000);
    const stop = () => deadline.abort();
    question.signal?.addEventListener('abort', stop, { once: true });
    if (question.signal?.aborted) stop();
    const started = performance.now();
    try {
      return await askUntil(
        question,
        deadline.signal,
        () => settings.timeout_seconds * 1000 - (performance.now() - started),
      );
    } finally {
      clearTimeout(timer);
      question.signal?.removeEventListener('abort', stop);
    }
  }

  async function askUntil<T>(question: Question<T>, signal: AbortSignal, left: () => number): Promise<ModelReply<T>> {
    const { $schema: _, ...schema } = z.toJSONSchema(question.schema, { io: 'input' });
    for (let attempts = 1; ; attempts++) {
      const tried = dialect;
      try {
        const body = await client.chat.completions.create(
          {
            model: settings.name,
            messages: question.messages as OpenAI.ChatCompletionMessageParam[],
            response_format: responseFormat(tried, question.name, schema) as OpenAI.ResponseFormatJSONSchema,
            [tried.limit]: settings.max_answer_tokens,
          },
          { signal, maxRetries: 0 },
        );
        settled = true;
        return readCompletion(body, question.schema, attempts);
      } catch (error) {
        const no = (fault: ModelFault, detail: string) => ({ ok: false, fault, detail, attempts }) as const;
        if (signal.aborted) return no('no_answer', `no answer in ${settings.timeout_seconds} s`);
        if (causedByLength(error)) return no('too_long', `more than ${mostBytes} bytes`);
        const status = error instanceof OpenAI.APIError ? error.status : undefined;
        const message = error instanceof Error ? error.message : '';
        const next = status === undefined || settled ? undefined : nextDialect(tried, status, message);
        const passing = status === undefined || status === 408 || status === 429 || status >= 500;
        if (attempts === mostAttempts || (!next && !passing)) {
          // An endpoint that was down taught us nothing about its dialect.
          if (!settled && passing) dialect = firstDialect;
          return no(faultOf(status), statusInWords(status));
        }
        // Another question may have learnt more meanwhile.
        if (next && tried === dialect) dialect = next;
        if (next) continue;
        const pause = retryAfter(error, given.clock()) ?? firstWait * 2 ** (attempts - 1) * (0.5 + given.random());
        if (pause > left())
          return no(faultOf(status), `${statusInWords(status)}, and it asks for more time than is left`);
        await wait(pause, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return no('no_answer', `no answer in ${settings.timeout_seconds} s`);
      }
    }
  }

  return restAfterFailures({ name: settings.name, ask }, given.clock);
}

/** The pause that the endpoint asks for, in milliseconds, at most 30 s; undefined when it names none that makes sense. */
function retryAfter(error: unknown, now: Date): number | undefined {
  const header = error instanceof OpenAI.APIError ? error.headers?.get('retry-after') : undefined;
  if (!header) return undefined;
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds * 1000, 0), mostWait) : undefined;
}

function faultOf(status: number | undefined): ModelFault {
  if (status === undefined) return 'no_answer';
  if (status === 429) return 'busy';
  return status >= 500 || status === 408 ? 'broken' : 'refused_request';
}

/** The endpoint's own words may quote the prompt, so only the status is told. */
function statusInWords(status: number | undefined): string {
  return status === undefined ? 'the endpoint cannot be reached, or broke off' : `the endpoint answered ${status}`;
}

function causedByLength(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof AnswerTooLong) return true;
  return false;
}
