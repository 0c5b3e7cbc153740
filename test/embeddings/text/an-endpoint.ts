import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint does with a request: a status to refuse it with, or how it bends its vectors. */
export type Behaviour = 'good' | 'slow' | 'one too few' | 'odd dimension' | 'no numbers' | 'shuffled' | 429 | 500 | 400;

export interface PlayedEndpoint {
  readonly url: string;
  /** The texts of every request so far. */
  readonly asked: string[][];
  /** What comes next, a request at a time; then `good`. */
  plan: Behaviour[];
  dimensions: number;
  close(): void;
}

/** An OpenAI-compatible embeddings endpoint: the vector of a text counts its letters. */
export async function playEndpoint(): Promise<PlayedEndpoint> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { input } = JSON.parse(body) as { input: string[] };
    played.asked.push(input);
    const behaviour = played.plan.shift() ?? 'good';
    if (typeof behaviour === 'number') {
      response.writeHead(behaviour, { 'content-type': 'application/json', 'retry-after-ms': '1' });
      response.end(JSON.stringify({ error: { message: `played ${behaviour}` } }));
      return;
    }
    if (behaviour === 'slow') return;
    let data: { index: number; embedding: (number | null)[] }[] = input.map((text, index) => ({
      index,
      embedding: lettersOf(text, played.dimensions),
    }));
    if (behaviour === 'one too few') data = data.slice(1);
    if (behaviour === 'odd dimension') data[0]!.embedding.push(1);
    if (behaviour === 'no numbers') data[0]!.embedding[0] = null;
    if (behaviour === 'shuffled') data.reverse();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ object: 'list', data, model: 'played', usage: { prompt_tokens: 0, total_tokens: 0 } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const played: PlayedEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    plan: [],
    dimensions: 12,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return played;
}

export function lettersOf(text: string, dimensions: number): number[] {
  const counts = new Array<number>(dimensions).fill(0);
  for (const letter of text) counts[letter.codePointAt(0)! % dimensions]!++;
  return counts;
}
