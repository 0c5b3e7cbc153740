import { Hono } from 'hono';
import { eventRoutes } from './event-routes.ts';
import { requestLog } from './request-log.ts';
import type { Env, ServerRoom } from './room.ts';
import type { Turns } from './turns.ts';
import { unsubscribeRoutes } from './unsubscribe-routes.ts';

/** What the service answers: `/healthz`, delivery events at `/events`, and everything else as an unsubscribe link. */
export function createApp(room: ServerRoom, turns: Turns): Hono<Env> {
  const app = new Hono<Env>();
  app.use(requestLog(room));
  app.get('/healthz', (c) => {
    c.set('route', 'healthz');
    c.header('Cache-Control', 'no-store');
    try {
      room.store.database.prepare('SELECT 1 FROM suppressions LIMIT 1').get();
      return c.json({ status: 'ok' });
    } catch {
      return c.json({ status: 'the store cannot be read' }, 503);
    }
  });
  app.route('/events', eventRoutes(room, turns));
  app.route('/', unsubscribeRoutes(room, turns));
  return app;
}
