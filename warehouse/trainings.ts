import type { Warehouse } from './open.ts';

/** What a model was trained from: when all of it is as it was, training again would give the same bytes. */
export interface TrainingBasis {
  readonly asOf: Date;
  readonly seed: number;
  readonly [setting: string]: Date | number | string;
}

const fingerprintQuery = `SELECT coalesce(md5(string_agg(digest, ',' ORDER BY digest)), '') FROM ingests WHERE accepted > 0`;
const readQuery = 'SELECT basis FROM trainings WHERE name = $name AND version = $version';
const writeQuery = 'INSERT OR REPLACE INTO trainings VALUES ($name, $version, $basis)';

/** Whether the model of this name and version came from what the warehouse holds now, under these settings. */
export async function isTrained(
  warehouse: Warehouse,
  model: { readonly name: string; readonly version: string },
  basis: TrainingBasis,
): Promise<boolean> {
  const { name, version } = model;
  const rows = (await warehouse.connection.runAndReadAll(readQuery, { name, version })).getRows();
  return rows.length > 0 && rows[0]![0] === (await describe(warehouse, basis));
}

/** Notes what the model came from. A run that dies before this trains once more. */
export async function recordTraining(
  warehouse: Warehouse,
  model: { readonly name: string; readonly version: string },
  basis: TrainingBasis,
): Promise<void> {
  const { name, version } = model;
  await warehouse.connection.run(writeQuery, { name, version, basis: await describe(warehouse, basis) });
}

async function describe(warehouse: Warehouse, basis: TrainingBasis): Promise<string> {
  const data = (await warehouse.connection.runAndReadAll(fingerprintQuery)).value(0, 0);
  return JSON.stringify({ ...basis, data });
}
