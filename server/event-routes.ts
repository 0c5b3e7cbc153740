import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isBusy, isSigned, receiveEvent, UnreadableEvent } from '../retention/index.ts';
import type { Env, ServerRoom } from './room.ts';
import type { Turns } from './turns.ts';

/** In bytes. An event has a few hundred. */
const longestBody = 65_536;
const retryAfterSeconds = '10';

/**
 * Takes in bounces and complaints. 200 says that an event is stored, now or before; 401 and 400 that it never will be as it is;
 * 503 and 500 that the same may be sent again. Errors are problem details (RFC 9457).
 */
export function eventRoutes(room: ServerRoom, turns: Turns): Hono<Env> {
  const { store, clock, delivery } = room;
  const routes = new Hono<Env>();
  routes.use(async (c, next) => {
    c.set('route', 'events');
    await next();
  });
  const limit = bodyLimit({
    maxSize: longestBody,
    onError: (c) => problem(c, 413, `an event has at most ${longestBody} bytes`),
  });
  routes.post('/', limit, async (c) => {
    const secret = delivery.events_secret;
    if (secret === undefined) {
      // Once it is set, what comes again is taken in.
      return problem(c, 503, 'the shop has not set HOLDFAST_EVENTS_SECRET, so no event can be checked');
    }
    const body = await c.req.text();
    const given = { secret, headers: c.req.header(), body, now: clock() };
    // Whoever cannot sign takes no place in the queue.
    if (!isSigned(secret, given.headers, body, given.now))
      return problem(c, 401, 'the signature is not ours, or of another time: it counts for five minutes');
    const received = await turns.take(() => receiveEvent(store, given));
    return c.json({ received });
  });
  routes.all('/', (c) => {
    c.header('Allow', 'POST');
    return problem(c, 405, 'events are sent by POST');
  });
  routes.onError((error, c) => {
    if (isBusy(error)) return problem(c, 503, 'the store is busy: send the same again');
    // Whatever else went wrong went wrong here, and is not the sender's to know.
    return error instanceof UnreadableEvent
      ? problem(c, 400, error.message)
      : problem(c, 500, 'the event was not stored: send the same again');
  });
  return routes;
}

function problem(c: Context, status: ContentfulStatusCode, detail: string) {
  if (status >= 500) c.header('Retry-After', retryAfterSeconds);
  return c.body(JSON.stringify({ status, detail, request_id: c.get('requestId') }), status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
  });
}
