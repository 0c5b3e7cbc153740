import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { UserError } from '../config/index.ts';
import { createApp } from './app.ts';
import type { ServerRoom } from './room.ts';
import { openTurns } from './turns.ts';

/** Who sends a request slower than this (milliseconds) is cut off. */
const slowestRequest = 10_000;
/** How often Node looks for such, in milliseconds; by itself it does every half minute. */
const looksEvery = 2_000;
/** How long a shutdown waits for what is in flight, in milliseconds. */
const lastWait = 10_000;

export interface Listening {
  /** Where it answers, with the port that was free if none was asked for. */
  readonly url: string;
  /** Takes no new connections, finishes what is in flight (for 10 s at most), and resolves. The store is then no longer used and may be closed. */
  close(): Promise<void>;
}

/** Answers requests at a host and port; 0 is any free port. Throws a UserError when the place is taken. */
export async function listen(
  room: ServerRoom,
  place: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const turns = openTurns();
  const server = createAdaptorServer({
    fetch: createApp(room, turns).fetch,
    serverOptions: {
      requestTimeout: slowestRequest,
      headersTimeout: slowestRequest,
      connectionsCheckingInterval: looksEvery,
    },
  }) as Server;
  const { host, port } = place;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new UserError(`${host}:${port} cannot be listened on (${error.code}): choose another --host or --port`)),
    );
    server.listen(port, host, resolve);
  });
  const bound = server.address() as { readonly port: number };
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`,
    async close() {
      const answered = new Promise<void>((resolve) => server.close(() => resolve()));
      const enough = new AbortController();
      await Promise.race([
        answered.then(() => turns.idle()),
        wait(lastWait, undefined, { signal: enough.signal }).catch(() => {}),
      ]);
      enough.abort();
      server.closeAllConnections();
    },
  };
}
