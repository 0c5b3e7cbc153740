import type { Config } from '../config/index.ts';
import type { Store } from '../retention/index.ts';

/** What the service needs of the shop. */
export interface ServerRoom {
  readonly store: Store;
  readonly shop: Config['shop'];
  readonly delivery: Config['delivery'];
  readonly clock: () => Date;
  /** Takes one line for every request. It names nobody: no address, token, path, query or header of the caller stands in it. */
  readonly log: (line: LogLine) => void;
}

export interface LogLine {
  readonly time: string;
  readonly request_id: string;
  readonly method: string;
  /** Which part of the service answered. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  /** For an error: its class, its code and where in our code it happened. Its message may quote data, so it is left out. */
  readonly fault?: string;
}

/** What a request carries along while it is answered. */
export interface Env {
  Variables: { requestId: string; route: string };
}
