import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Sentiment, sentiments } from '../label.ts';

/** What a language model has answered before, by text; the texts themselves are not kept. */
export interface ModelAnswers {
  /** The label that this labeller gave the text among those labels. */
  find(text: string, by: Labelling): Sentiment | undefined;
  /** The latest label that any labeller gave the text. */
  latest(text: string): Sentiment | undefined;
  /** Keeps labels, on disk at once. */
  keep(labels: ReadonlyMap<string, Sentiment>, by: Labelling): void;
  readonly size: number;
}

/** Who labelled, and what there was to choose from: another model, prompt or set of labels is asked anew. */
export interface Labelling {
  /** The model's name and the prompt's version. */
  readonly labeller: string;
  readonly labels: readonly Sentiment[];
}

const Line = z.strictObject({ text: z.string(), label: z.enum(sentiments), by: z.string() });

/** The answers kept in `dataDir/sentiment-answers.jsonl`, a line each; a line that a killed run left half written is passed over. */
export function openAnswers(dataDir: string): ModelAnswers {
  const path = join(dataDir, 'sentiment-answers.jsonl');
  const byLabelling = new Map<string, Sentiment>();
  const latest = new Map<string, Sentiment>();
  const remember = ({ text, label, by }: z.infer<typeof Line>) => {
    byLabelling.set(`${text} ${by}`, label);
    latest.set(text, label);
  };
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  for (const line of lines) {
    const read = parseLine(line);
    if (read) remember(read);
  }
  let torn = (lines.at(-1) ?? '') !== '';
  return {
    find: (text, by) => byLabelling.get(`${fingerprint(text)} ${nameOf(by)}`),
    latest: (text) => latest.get(fingerprint(text)),
    keep(labels, by) {
      const kept = [...labels].map(([text, label]) => ({ text: fingerprint(text), label, by: nameOf(by) }));
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      const written = kept.map((line) => `${JSON.stringify(line)}\n`).join('');
      appendFileSync(path, torn ? `\n${written}` : written, { mode: 0o600 });
      torn = false;
      for (const line of kept) remember(line);
    },
    get size() {
      return latest.size;
    },
  };
}

function parseLine(line: string): z.infer<typeof Line> | undefined {
  try {
    return Line.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

const nameOf = ({ labeller, labels }: Labelling) => `${labeller} ${labels.join(',')}`;

/** Texts that differ in white space at their ends alone are one. */
function fingerprint(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, 32);
}
