import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: { readonly type: string };
  readonly [field: string]: unknown;
}

/** How the endpoint answers its n-th request (0, 1, …). */
export type Behaviour = (response: ServerResponse, asked: Asked, turn: number) => unknown;

export interface Endpoint {
  readonly url: string;
  /** Everything that was sent, headers and body as they came. */
  readonly requests: string[];
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** A local HTTP server that plays an OpenAI-compatible endpoint, and keeps what it was asked. */
export async function openEndpoint(behaviour: Behaviour): Promise<Endpoint> {
  const requests: string[] = [];
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    requests.push(`${request.method} ${request.url}\n${JSON.stringify(request.headers)}\n${body}`);
    const question = JSON.parse(body) as Asked;
    const turn = asked.push(question) - 1;
    await behaviour(response, question, turn);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

/** A completion whose text is `content`. */
export function complete(response: ServerResponse, content: unknown, finish_reason: string | null = 'stop'): void {
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      id: 'x',
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason, message: { role: 'assistant', content } }],
    }),
  );
}

export function fail(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { message: `status ${status}` } }));
}

export const goodEnglish = {
  subject: 'Something from {{shop}} for you',
  preheader: 'A few things we think you will love',
  paragraphs: [
    'It has been a while since your last visit, and we would love to see you again.',
    'We thought of you when {{product_1}} came in, and we hope that you enjoy looking around.',
  ],
};

export const goodChinese = {
  subject: '我们为您留意了{{product_1}}',
  preheader: '',
  paragraphs: [
    '好久没有见到您了，很希望您能再来看看。',
    '我们看了您以往的选择，为您挑选了{{product_1}}，希望您会喜欢。',
  ],
};

/** A text that passes, in the language that is asked for. */
export const goodFor = (asked: Asked) =>
  JSON.stringify(/Chinese/.test(asked.messages[0]!.content) ? goodChinese : goodEnglish);

export const good: Behaviour = (response, asked) => complete(response, goodFor(asked));

export const variant = (change: Partial<typeof goodEnglish>) => JSON.stringify({ ...goodEnglish, ...change });

/** The good English text with one more sentence. */
export const saying = (sentence: string) =>
  variant({ paragraphs: [goodEnglish.paragraphs[0]!, `${goodEnglish.paragraphs[1]} ${sentence}`] });
