import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** What a language model has answered before, by text; the texts themselves are not kept. `by` says who answered what question: another is asked anew. */
export interface KeptAnswers<Answer> {
  find(text: string, by: string): Answer | undefined;
  /** The latest answer about the text, whoever gave it. */
  latest(text: string): Answer | undefined;
  /** Keeps answers, on disk at once. */
  keep(answers: ReadonlyMap<string, Answer>, by: string): void;
  readonly size: number;
}

/** The answers kept in the file, a line each; a line that a killed run left half written, or that has another shape, is passed over. */
export function openKeptAnswers<Answer>(path: string, shape: z.ZodType<Answer>): KeptAnswers<Answer> {
  const lineShape = z.strictObject({ text: z.string(), by: z.string(), answer: shape });
  type Line = z.infer<typeof lineShape>;
  const byQuestion = new Map<string, Answer>();
  const latest = new Map<string, Answer>();
  const remember = ({ text, answer, by }: Line) => {
    byQuestion.set(`${text} ${by}`, answer);
    latest.set(text, answer);
  };
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  for (const line of lines) {
    const read = lineShape.safeParse(parseJson(line));
    if (read.success) remember(read.data);
  }
  let torn = (lines.at(-1) ?? '') !== '';
  return {
    find: (text, by) => byQuestion.get(`${fingerprint(text)} ${by}`),
    latest: (text) => latest.get(fingerprint(text)),
    keep(answers, by) {
      const kept = [...answers].map(([text, answer]) => ({ text: fingerprint(text), by, answer }) as Line);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
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

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Texts that differ in white space at their ends alone are one. */
function fingerprint(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, 32);
}
