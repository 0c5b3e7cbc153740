import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isBusy, readUnsubscribeToken, unsubscribe } from '../retention/index.ts';
import { page } from './page.ts';
import type { Env, ServerRoom } from './room.ts';
import type { Turns } from './turns.ts';

/** In bytes: what mail programs send has some thirty, as a form of parts some two hundred. */
const longestBody = 4096;
const retryAfterSeconds = '10';

/**
 * What stands behind the mails' unsubscribe links (RFC 8058). The token is the last part of the path, whatever stands before it: links of
 * mails that went out before the address changed still open. A GET shows a page and never acts, for programs that scan mails follow every link.
 */
export function unsubscribeRoutes(room: ServerRoom, turns: Turns): Hono<Env> {
  const { store, clock } = room;
  const routes = new Hono<Env>();
  routes.use(async (c, next) => {
    c.set('route', 'unsubscribe');
    await next();
  });
  routes.get('*', (c) => (isOurs(c, room) ? page(c, room, 'ask', 200) : page(c, room, 'unknown', 404)));
  routes.post('*', bodyLimit({ maxSize: longestBody, onError: (c) => page(c, room, 'ask', 413) }), async (c) => {
    if (!isOurs(c, room)) return page(c, room, 'unknown', 404);
    if (!saysOneClick(await c.req.text())) return page(c, room, 'ask', 400);
    await turns.take(() => unsubscribe(store, tokenOf(c), clock()));
    return page(c, room, 'done', 200);
  });
  routes.all('*', (c) => page(c, room, 'unknown', 404));
  routes.onError((error, c) => {
    c.header('Retry-After', retryAfterSeconds);
    return page(c, room, 'later', isBusy(error) ? 503 : 500);
  });
  return routes;
}

const tokenOf = (c: Context<Env>) => c.req.path.slice(c.req.path.lastIndexOf('/') + 1);
const isOurs = (c: Context<Env>, { store }: ServerRoom) => readUnsubscribeToken(store.keys, tokenOf(c)) !== null;

/** Whether the body holds `List-Unsubscribe=One-Click`, as a form of either kind: senders differ in how they wrap it. */
const saysOneClick = (body: string) => /\bList-Unsubscribe\b[\s\S]*\bOne-Click\b/i.test(body);
