import { z } from 'zod';

/** Why a model gave no usable answer. */
export type ModelFault =
  | 'no_answer' // the deadline passed, or the endpoint could not be reached
  | 'busy' // 429 to the end
  | 'broken' // 5xx to the end
  | 'refused_request' // 4xx: a wrong key, model name or parameter
  | 'unfinished' // finish_reason is not “stop”
  | 'empty' // no choice, no text, or a refusal in its place
  | 'not_json'
  | 'wrong_shape'
  | 'too_long';

/** An answer of the asked-for shape, or why there is none. `text` is the raw reply where there was one, for the model to see again. */
export type ModelReply<T> =
  | { readonly ok: true; readonly value: T; readonly text: string; readonly attempts: number }
  | {
      readonly ok: false;
      readonly fault: ModelFault;
      readonly detail: string;
      readonly text?: string;
      readonly attempts: number;
    };

/** What we read of a completion; servers add fields of their own. */
const Completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .nullish(),
});

const mostCharacters = 40_000;

/** Reads a completion strictly: one finished choice whose text is JSON of the schema's shape. */
export function readCompletion<T>(body: unknown, schema: z.ZodType<T>, attempts: number): ModelReply<T> {
  const no = (fault: ModelFault, detail: string, text?: string): ModelReply<T> => ({
    ok: false,
    fault,
    detail,
    attempts,
    ...(text === undefined ? {} : { text }),
  });
  const completion = Completion.safeParse(body);
  if (!completion.success) return no('wrong_shape', 'the answer is no chat completion');
  const choice = completion.data.choices?.[0];
  if (!choice) return no('empty', 'the answer has no choice');
  const text = choice.message.content ?? '';
  // A connection that ended early looks like success but for this field.
  if (choice.finish_reason !== 'stop') return no('unfinished', `finish_reason is ${choice.finish_reason ?? 'missing'}`);
  if (choice.message.refusal) return no('empty', 'the model refused');
  if (text.trim() === '') return no('empty', 'the answer has no text');
  if (text.length > mostCharacters) return no('too_long', `${text.length} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return no('not_json', (error as Error).message.slice(0, 100), text);
  }
  const value = schema.safeParse(json);
  if (value.success) return { ok: true, value: value.data, text, attempts };
  const [issue] = value.error.issues;
  return no('wrong_shape', `${issue!.path.join('.') || 'the reply'}: ${issue!.message}`.slice(0, 200), text);
}
