import type { Progress } from '../../config/index.ts';
import type { Call } from './calls.ts';
import type { AskedText } from './reply.ts';

/** How calls are put to a language model and what becomes of its replies. */
export interface Asking<Reply, Answer> {
  /** Answers in time, with what was said or why there is no reply; does not throw. */
  readonly ask: (
    call: Call,
  ) => Promise<{ readonly ok: true; readonly value: Reply } | { readonly ok: false; readonly detail: string }>;
  /** Each id's answer, or why it may not be used; or why none of the reply may be. */
  readonly check: (asked: readonly AskedText[], reply: Reply) => ReadonlyMap<string, Answer | Refusal> | string;
  /** Takes in the answers of a call, by text. */
  readonly use: (answers: Map<string, Answer>) => void;
  /** At most so many tokens are spent, by a rough count of our own. */
  readonly tokenBudget: number;
  readonly onProgress: Progress;
}

/** Why one text's answer is not used. */
export class Refusal {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

export interface Asked {
  /** Texts answered, answered in a way that could not be used, and not asked about. */
  readonly answered: number;
  readonly rejected: number;
  readonly notAsked: number;
  /** Why → how many calls, or single texts. */
  readonly rejections: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly tokens: number;
  /** Text → why there is no answer of the language model. */
  readonly reasons: ReadonlyMap<string, string>;
}

/** An endpoint that fails so many calls in a row is left alone for the rest of the run. */
const failuresInARow = 3;

/** Makes the calls one after another, until the budget is spent or the endpoint is down. */
export async function askAll<Reply, Answer>(
  calls: readonly Call[],
  { ask, check, use, tokenBudget, onProgress }: Asking<Reply, Answer>,
): Promise<Asked> {
  const reasons = new Map<string, string>();
  const rejections: Record<string, number> = {};
  const counts = { answered: 0, rejected: 0, notAsked: 0, calls: 0, tokens: 0 };
  let failures = 0;
  const reject = (texts: readonly string[], rejection: string, detail = rejection) => {
    counts.rejected += texts.length;
    rejections[rejection] = (rejections[rejection] ?? 0) + 1;
    for (const text of texts) reasons.set(text, `the language model's answer was not used: ${detail}`);
  };
  for (const [i, call] of calls.entries()) {
    const own = call.asked.filter(({ control }) => control === undefined);
    const texts = own.map(({ text }) => text);
    if (failures >= failuresInARow || counts.tokens + call.tokens > tokenBudget) {
      const stop = failures >= failuresInARow ? 'the language model failed' : 'the budget of tokens is spent';
      counts.notAsked += own.length;
      for (const text of texts) reasons.set(text, `not asked of the language model: ${stop}`);
      continue;
    }
    counts.calls++;
    counts.tokens += call.tokens;
    const reply = await ask(call);
    failures = reply.ok ? 0 : failures + 1;
    const checked = reply.ok ? check(call.asked, reply.value) : 'no reply';
    if (typeof checked === 'string') {
      reject(texts, checked, reply.ok ? checked : reply.detail);
    } else {
      const answers = new Map<string, Answer>();
      for (const { id, text } of own) {
        const answer = checked.get(id)!;
        if (answer instanceof Refusal) reject([text], answer.reason);
        else answers.set(text, answer);
      }
      counts.answered += answers.size;
      use(answers);
    }
    onProgress(i + 1, calls.length, 'calls of the language model');
  }
  return { ...counts, rejections, reasons };
}
