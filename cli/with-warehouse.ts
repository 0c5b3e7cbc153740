import { UserError } from '../config/index.ts';
import { openWarehouse, readTimeSpan, type Warehouse } from '../warehouse/index.ts';

/** Opens the warehouse for one piece of work and closes it whatever happens. */
export async function withWarehouse<T>(dataDir: string, work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = await openWarehouse(dataDir);
  try {
    return await work(warehouse);
  } finally {
    warehouse.close();
  }
}

/** The first moment after everything that the warehouse holds: what models are trained up to, and scores stand for. */
export async function endOfData(warehouse: Warehouse): Promise<Date> {
  const span = await readTimeSpan(warehouse);
  if (!span) throw new UserError('the warehouse is empty: read a file first, for example “holdfast ingest orders.csv”');
  return new Date(span.last.getTime() + 1);
}
