import type { DuckDBValue } from '@duckdb/node-api';

/** Values for one statement: what a user's mapping or file gave is bound, never written into SQL. */
export class Bindings {
  readonly values: Record<string, DuckDBValue> = {};

  /** The parameter that stands for `value`. */
  bind(value: DuckDBValue): string {
    const name = `v${Object.keys(this.values).length}`;
    this.values[name] = value;
    return `$${name}`;
  }
}
