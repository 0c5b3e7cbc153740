import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouse, type Warehouse } from './open.ts';

/** Runs `work` with an empty warehouse in a folder of its own, and removes the folder whatever happens. */
export async function withTemporaryWarehouse<T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-'));
  try {
    const warehouse = await openWarehouse(folder);
    try {
      return await work(warehouse);
    } finally {
      warehouse.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
