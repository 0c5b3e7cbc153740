/** The HTTP service: what stands behind the mails' unsubscribe links, and what takes in bounces and complaints. */

export { type Listening, listen } from './listen.ts';
export type { LogLine, ServerRoom } from './room.ts';
