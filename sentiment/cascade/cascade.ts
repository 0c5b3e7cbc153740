import { type Progress, type Random, silent } from '../../config/index.ts';
import { classify } from '../classify.ts';
import { type Sentiment, type SentimentAnswer, sentiments } from '../label.ts';
import type { SentimentModel } from '../model.ts';
import type { ModelAnswers } from './answers.ts';
import { type Asked, askAll } from './ask-all.ts';
import { type Call, type Controls, divideIntoCalls, shorten } from './calls.ts';
import { checkReply, type LabelReply, replySchema } from './reply.ts';
import { assumedModelAccuracy, chooseRoute, type Route } from './route.ts';

/** A question for a language model, with the shape that its answer must have. */
export interface LabelQuestion {
  readonly labels: readonly Sentiment[];
  /** Each text with its id and nothing else, as one JSON array. */
  readonly texts: string;
  readonly schema: ReturnType<typeof replySchema>;
}

/** A language model that labels texts. It answers in time, with what it said or why there is no answer; it does not throw. */
export interface Labeller {
  /** Names the model and the words that it is asked with: answers of another are not mixed with its own. */
  readonly name: string;
  readonly controls: Controls;
  ask(
    question: LabelQuestion,
  ): Promise<{ readonly ok: true; readonly value: LabelReply } | { readonly ok: false; readonly detail: string }>;
}

export interface CascadeOptions {
  /** The share of right answers asked for, from the local model and the language model together. */
  readonly accuracy: number;
  readonly labeller: Labeller;
  readonly answers: ModelAnswers;
  /** At most so many tokens are spent, by a rough count of our own. */
  readonly tokenBudget: number;
  /** Must not be guessable by who wrote a text. */
  readonly newId: () => string;
  readonly random: Random;
  readonly onProgress?: Progress;
}

export interface CascadeReport extends Omit<Asked, 'reasons'> {
  readonly route: Route;
  /** Texts that the local model is unsure of, the same text once. */
  readonly unsure: number;
  /** Of these: answered before. */
  readonly known: number;
}

/**
 * classify(), with what the local model is unsure of asked of a language model, the least sure first. Whatever the language model does, every text gets an
 * answer: where its own cannot be used, or there is none, the local one stands and its `reason` says so.
 */
export async function classifyWithModel(
  model: SentimentModel | undefined,
  texts: readonly string[],
  options: CascadeOptions,
): Promise<{ readonly answers: SentimentAnswer[]; readonly report: CascadeReport }> {
  const local = classify(model, texts);
  const route = chooseRoute(model?.classifier?.training.curve ?? [], options.accuracy);
  const unsure = leastSureFirst(texts, local, route);
  const labels = model?.classifier?.labels ?? sentiments;
  const by = `${options.labeller.name} ${labels.join(',')}`;
  const found = new Map<string, Sentiment>();
  for (const text of unsure) {
    const label = options.answers.find(text, by);
    if (label) found.set(text, label);
  }
  const known = found.size;
  const calls = divideIntoCalls(
    unsure.filter((text) => !found.has(text)),
    { controls: options.labeller.controls, newId: options.newId, random: options.random },
  );
  const asked = await askAll<LabelReply, Sentiment>(calls, {
    ask: (call) => options.labeller.ask(questionOf(call, labels)),
    check: checkReply,
    use: (labelled) => {
      options.answers.keep(labelled, by);
      for (const [text, label] of labelled) found.set(text, label);
    },
    tokenBudget: options.tokenBudget,
    onProgress: options.onProgress ?? silent,
  });
  const { reasons, ...counts } = asked;
  return {
    answers: local.map((answer, i) => {
      const text = texts[i]!.trim();
      const label = found.get(text);
      if (label) return byModel(label, labels, answer.language);
      const reason = reasons.get(text);
      return reason === undefined ? answer : { ...answer, reason: [answer.reason, reason].filter(Boolean).join('; ') };
    }),
    report: { route, unsure: unsure.length, known, ...counts },
  };
}

function leastSureFirst(texts: readonly string[], answers: readonly SentimentAnswer[], route: Route): string[] {
  const confidences = new Map<string, number>();
  for (const [i, { confidence, source }] of answers.entries()) {
    const text = texts[i]!.trim();
    // VADER's confidence was never measured on the shop's texts.
    if (text !== '' && (source !== 'model' || confidence < route.threshold)) confidences.set(text, confidence);
  }
  return [...confidences].sort((a, b) => a[1] - b[1]).map(([text]) => text);
}

function questionOf({ asked }: Call, labels: readonly Sentiment[]): LabelQuestion {
  const texts = JSON.stringify(
    asked.map(({ id, text }) => ({ id, text: shorten(text) })),
    null,
    1,
  );
  return { labels, texts, schema: replySchema(labels) };
}

function byModel(label: Sentiment, labels: readonly Sentiment[], language: string): SentimentAnswer {
  const rest = (1 - assumedModelAccuracy) / (labels.length - 1);
  const probabilities = { negative: 0, neutral: 0, positive: 0 };
  for (const other of labels) probabilities[other] = other === label ? assumedModelAccuracy : rest;
  return { label, probabilities, confidence: assumedModelAccuracy, source: 'language_model', language };
}
