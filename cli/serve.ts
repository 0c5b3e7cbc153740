import { once } from 'node:events';
import type { Command } from 'commander';
import { UserError } from '../config/index.ts';
import { openStore, untilFree } from '../retention/index.ts';
import { listen } from '../server/index.ts';
import { action, type Context, parseCount } from './command.ts';

interface Options {
  readonly host: string;
  readonly port: string;
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('answer the mails’ unsubscribe links, and take in bounces and complaints; one line of JSON a request')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'the port; 0 is any free one', '8080')
    .addHelpText('after', '\nExamples:\n  $ holdfast serve\n  $ holdfast serve --host 0.0.0.0 --port 8080')
    .action(action(serve));
}

async function serve(context: Context, options: Options): Promise<void> {
  const { config, clock } = context;
  const port = parseCount('--port', options.port, 0, 65_535);
  const { unsubscribe_url } = config.delivery;
  if (unsubscribe_url !== undefined && !/^[^?#]*\/$/.test(unsubscribe_url)) {
    throw new UserError(
      `delivery.unsubscribe_url has to end with “/”, so that the token is the last part of the path, and is “${unsubscribe_url}”`,
    );
  }
  const log = (line: object) => context.print(JSON.stringify(line));
  const store = await untilFree(() => openStore(config.data_dir));
  try {
    const { shop, delivery } = config;
    const server = await listen({ store, shop, delivery, clock, log }, { host: options.host, port });
    log({ time: clock().toISOString(), listening: server.url, events: delivery.events_secret !== undefined });
    await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
    await server.close();
    log({ time: clock().toISOString(), stopped: server.url });
  } finally {
    store.close();
  }
}
