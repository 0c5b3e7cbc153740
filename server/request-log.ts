import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { UserError } from '../config/index.ts';
import type { Env, ServerRoom } from './room.ts';

/** Gives each request an id of our own (a caller's could hold anything) and logs one line when it is answered. */
export function requestLog({ clock, log }: ServerRoom): MiddlewareHandler<Env> {
  return async (c, next) => {
    const started = clock();
    c.set('requestId', randomUUID());
    c.set('route', 'none');
    await next();
    c.header('X-Request-Id', c.get('requestId'));
    log({
      time: started.toISOString(),
      request_id: c.get('requestId'),
      method: c.req.method,
      route: c.get('route'),
      status: c.res.status,
      milliseconds: clock().getTime() - started.getTime(),
      ...(c.error ? { fault: faultOf(c.error) } : {}),
    });
  };
}

/** `SqliteError SQLITE_FULL at retention/store.ts:60:9`. What a user can mend has a class that says enough. */
function faultOf(error: Error): string {
  const { code } = error as { code?: unknown };
  const kind = typeof code === 'string' ? `${error.name} ${code}` : error.name;
  const place = /([a-z-]+\/[a-z-]+\.[jt]s:\d+:\d+)\)?$/m.exec(error.stack?.slice(error.message.length) ?? '')?.[1];
  return place === undefined || error instanceof UserError ? kind : `${kind} at ${place}`;
}
