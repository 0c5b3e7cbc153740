import { rmSync } from 'node:fs';
import { after } from 'node:test';
import { type Draft, openStore, type Store } from '../../retention/index.ts';
import { type LogLine, listen } from '../../server/index.ts';
import { newFolder, noon, settings } from '../retention/an-outbox.ts';

export const secret = 'a-secret-of-this-test';

export interface Service {
  readonly store: Store;
  readonly folder: string;
  readonly url: string;
  readonly lines: LogLine[];
  close(): Promise<void>;
}

const open = new Set<Service>();
/** What a test that failed left open would keep the process alive. */
after(() => Promise.all([...open].map((service) => service.close())));

/** The service over a store in a folder, at a free port. The folder is new, and removed at the end, unless one is given. */
export async function openService(
  given: { readonly folder?: string; readonly locale?: string; readonly now?: Date } = {},
): Promise<Service> {
  const folder = given.folder ?? newFolder();
  const store = openStore(folder);
  const lines: LogLine[] = [];
  const server = await listen(
    {
      store,
      shop: { ...settings.shop, locale: given.locale ?? 'en-GB' },
      delivery: { ...settings.delivery, events_secret: secret },
      clock: () => given.now ?? noon,
      log: (line) => void lines.push(line),
    },
    { host: '127.0.0.1', port: 0 },
  );
  const service: Service = {
    store,
    folder,
    url: server.url,
    lines,
    async close() {
      open.delete(service);
      await server.close();
      store.close();
      if (given.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
  open.add(service);
  return service;
}

export const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };

/** The path of the unsubscribe link in a draft's mail. */
export const linkOf = (draft: Draft) => new URL(draft.content.unsubscribe!.url).pathname;

/** Everything in the store that a request could change. */
export function stateOf({ store }: Pick<Service, 'store'>): string {
  const tables = store.database
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all() as string[];
  const rows = tables.map((table) => [table, store.database.prepare(`SELECT * FROM "${table}"`).raw().all()]);
  return JSON.stringify([rows, store.journal.read()]);
}

export const suppressed = ({ store }: Pick<Service, 'store'>) =>
  store.database.prepare('SELECT count(*) FROM suppressions').pluck().get() as number;
