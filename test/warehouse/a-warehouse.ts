import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type IngestReport,
  ingestFile,
  type Mapping,
  openWarehouse,
  parseMapping,
  type Warehouse,
} from '../../warehouse/index.ts';

export const now = new Date('2026-03-01T09:00:00Z');
export const clock = () => now;

/** A real warehouse in a new folder, and files of the test's own beside it. */
export interface TestWarehouse {
  readonly folder: string;
  readonly dataDir: string;
  readonly warehouse: Warehouse;
  /** Writes a file and returns its path. */
  file(name: string, content: string | Uint8Array): string;
  /** Writes a file and reads it in. */
  ingest(content: string | Uint8Array, given?: { name?: string; mapping?: Mapping | string }): Promise<IngestReport>;
  rows(query: string): Promise<unknown[][]>;
  close(): void;
}

let files = 0;

export async function openTestWarehouse(): Promise<TestWarehouse> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-warehouse-'));
  const dataDir = join(folder, 'data');
  const warehouse = await openWarehouse(dataDir);
  const file = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    folder,
    dataDir,
    warehouse,
    file,
    ingest: (content, { name = `file-${files++}.csv`, mapping } = {}) =>
      ingestFile(warehouse, {
        path: file(name, content),
        clock,
        ...(mapping === undefined
          ? {}
          : { mapping: typeof mapping === 'string' ? parseMapping(mapping, 'test.yaml') : mapping }),
      }),
    rows: (query) => rowsOf(warehouse, query),
    close() {
      warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function rowsOf(warehouse: Warehouse, query: string): Promise<unknown[][]> {
  return (await warehouse.connection.runAndReadAll(query)).getRowsJson();
}

export async function withTestWarehouse(work: (shop: TestWarehouse) => Promise<void>): Promise<void> {
  const shop = await openTestWarehouse();
  try {
    await work(shop);
  } finally {
    shop.close();
  }
}

const tables = ['events', 'products', 'reviews', 'customers', 'identities', 'ingests'];

/** Everything that an ingest may change, in an order of its own; without the moments at which it happened. */
export async function contentOf(warehouse: Warehouse): Promise<Record<string, unknown[][]>> {
  const content: Record<string, unknown[][]> = {};
  for (const table of tables) {
    const columns = table === 'ingests' ? '* EXCLUDE (finished)' : '*';
    content[table] = await rowsOf(warehouse, `SELECT ${columns} FROM ${table} ORDER BY ALL`);
  }
  return content;
}

export function addsUp({ read, accepted, duplicates, rejected, reasons, unchanged }: IngestReport): boolean {
  const reasoned = Object.values(reasons).reduce((sum, rows) => sum + rows, 0);
  return read === accepted + duplicates + rejected && (unchanged || reasoned === rejected);
}
