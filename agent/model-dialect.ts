/**
 * How an endpoint wants to be asked. OpenAI takes a strict schema; simpler servers answer that with an error and know `json_object`, with or without a schema beside it.
 * Newer models want the limit under another name. What was learnt is kept for as long as the client lives.
 */
export interface Dialect {
  readonly format: 'json_schema' | 'json_object_with_schema' | 'json_object';
  readonly limit: 'max_tokens' | 'max_completion_tokens';
}

export const firstDialect: Dialect = { format: 'json_schema', limit: 'max_tokens' };

const nextFormat = {
  json_schema: 'json_object_with_schema',
  json_object_with_schema: 'json_object',
  json_object: undefined,
} as const;
/** Statuses by which servers say that they do not understand a request; some say it with a 500. */
const misunderstandings = [400, 404, 415, 422, 500, 501];

/** The dialect to try after this error, or undefined when the error has nothing to do with it. */
export function nextDialect(dialect: Dialect, status: number, message: string): Dialect | undefined {
  if (!misunderstandings.includes(status)) return undefined;
  if (dialect.limit === 'max_tokens' && message.includes('max_completion_tokens')) {
    return { ...dialect, limit: 'max_completion_tokens' };
  }
  // A model that does not exist is no matter of format.
  if (/model/i.test(message) && /not (?:found|exist)|does not exist/i.test(message)) return undefined;
  const format = nextFormat[dialect.format];
  return format && { ...dialect, format };
}

/** The `response_format` of a request in that dialect. */
export function responseFormat(dialect: Dialect, name: string, schema: object): object {
  if (dialect.format === 'json_schema') return { type: 'json_schema', json_schema: { name, strict: true, schema } };
  return dialect.format === 'json_object' ? { type: 'json_object' } : { type: 'json_object', schema };
}
