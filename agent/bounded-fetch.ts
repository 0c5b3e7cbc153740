type Fetch = typeof globalThis.fetch;

/**
 * A fetch that reads the whole answer before it returns it, at most `mostBytes` of it, and only until the request's signal says stop: an endpoint that hangs before its headers,
 * drips, or never ends is cut. Redirects are errors: what was meant for one host is sent to no other.
 */
export function boundedFetch(fetch: Fetch, mostBytes: number): Fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'error' });
    const chunks: Uint8Array[] = [];
    let size = 0;
    if (response.body) {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        if (size > mostBytes) throw new AnswerTooLong(`the answer is longer than ${mostBytes} bytes`);
        chunks.push(chunk);
      }
    }
    init?.signal?.throwIfAborted();
    const { status, statusText } = response;
    const headers = new Headers(response.headers);
    // The body was decoded while it was read.
    headers.delete('content-encoding');
    headers.delete('content-length');
    const body = status === 204 || status === 304 ? null : Buffer.concat(chunks);
    return new Response(body, { status, statusText, headers });
  };
}

export class AnswerTooLong extends Error {
  override name = 'AnswerTooLong';
}
