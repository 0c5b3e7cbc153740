import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { tensorBackend } from '../churn/index.ts';
import type { Config } from '../config/index.ts';
import { openStore, openTransport } from '../retention/index.ts';
import { loadArtifact } from '../warehouse/index.ts';
import { action } from './command.ts';
import { table } from './table.ts';
import { version } from './version.ts';
import { withWarehouse } from './with-warehouse.ts';

/** One thing that Holdfast stands on: `absent` is no fault, it is just not there. */
interface Check {
  readonly what: string;
  readonly state: 'works' | 'absent' | 'fails';
  readonly detail: string;
}

const answerWithin = 5000;

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what is installed, what is in use, and whether it answers; exit code 1 when something in use fails')
    .option('--json', 'print the checks as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast doctor')
    .action(
      action(async (context) => {
        const checks = await examine(context.config);
        if (context.json) context.printJson(checks);
        else
          context.print(
            table(
              ['', 'state', 'detail'],
              checks.map(({ what, state, detail }) => [what, state, detail]),
            ),
          );
        if (checks.some((check) => check.state === 'fails')) process.exitCode = 1;
      }),
    );
}

async function examine(config: Config): Promise<Check[]> {
  return [
    works('Holdfast', `${version()}, on Node ${process.versions.node}`),
    await tried('tensors', async () => `TensorFlow.js, ${await tensorBackend()} backend`),
    await warehouseCheck(config.data_dir),
    await tried('drafts', async () => {
      openStore(config.data_dir).close();
      return `SQLite, ${join(config.data_dir, 'holdfast.sqlite')}`;
    }),
    ...['churn', 'recommender', 'sentiment'].map((name) => modelCheck(config.data_dir, name)),
    await vectorCheck(config.vectors),
    await endpointCheck(config.model),
    await deliveryCheck(config),
  ];
}

const works = (what: string, detail: string): Check => ({ what, state: 'works', detail });
const absent = (what: string, detail: string): Check => ({ what, state: 'absent', detail });

async function tried(what: string, work: () => Promise<string>): Promise<Check> {
  try {
    return works(what, await work());
  } catch (error) {
    return { what, state: 'fails', detail: (error as Error).message.split('\n')[0]! };
  }
}

async function warehouseCheck(dataDir: string): Promise<Check> {
  if (!existsSync(join(dataDir, 'warehouse.duckdb')))
    return absent('warehouse', `none in ${dataDir} yet: “holdfast ingest FILE” makes it`);
  return tried('warehouse', () =>
    withWarehouse(dataDir, async ({ connection }) => {
      const reader = await connection.runAndReadAll(
        'SELECT count(*)::INTEGER, count(DISTINCT customer_id)::INTEGER FROM events',
      );
      const [events, customers] = reader.getRows()[0] as [number, number];
      return `DuckDB, ${join(dataDir, 'warehouse.duckdb')}: ${events.toLocaleString('en')} events of ${customers.toLocaleString('en')} customers`;
    }),
  );
}

function modelCheck(dataDir: string, name: string): Check {
  try {
    const artifact = loadArtifact(dataDir, name);
    return artifact
      ? works(`${name} model`, `version ${artifact.version}`)
      : absent(`${name} model`, '“holdfast train” makes it');
  } catch (error) {
    return { what: `${name} model`, state: 'fails', detail: (error as Error).message };
  }
}

async function vectorCheck(vectors: Config['vectors']): Promise<Check> {
  if (vectors.store === 'embedded') return works('vectors', 'exact search in process');
  return tried('vectors', async () => {
    const headers: Record<string, string> = vectors.api_key ? { 'api-key': vectors.api_key } : {};
    await mustAnswer(new URL('collections', withSlash(vectors.url)), headers);
    return `Qdrant at ${vectors.url}`;
  });
}

async function endpointCheck(model: Config['model']): Promise<Check> {
  if (!model) return absent('language model', 'none is configured: templates write the drafts');
  return tried('language model', async () => {
    const headers: Record<string, string> = model.api_key ? { authorization: `Bearer ${model.api_key}` } : {};
    await mustAnswer(new URL('models', withSlash(model.base_url)), headers);
    return `${model.name} at ${model.base_url}`;
  });
}

async function deliveryCheck({ delivery, data_dir }: Config): Promise<Check> {
  const missing = (['from', 'postal_address', 'unsubscribe_url'] as const).filter((key) => delivery[key] === undefined);
  if (missing.length > 0) {
    const keys = missing.map((key) => `delivery.${key}`).join(', ');
    return { what: 'delivery', state: delivery.mode === 'live' ? 'fails' : 'absent', detail: `needs ${keys}` };
  }
  const transport = openTransport(delivery, data_dir, () => new Date());
  return tried(
    'delivery',
    async () => `${delivery.mode === 'live' ? '' : 'test mode, nothing is sent; '}${await transport.probe()}`,
  );
}

const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`);

async function mustAnswer(url: URL, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(answerWithin) }).catch((error: Error) => {
    throw new Error(`${url} does not answer: ${error.cause instanceof Error ? error.cause.message : error.message}`);
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
}
