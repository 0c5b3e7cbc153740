import { type Random, UserError } from '../../config/index.ts';
import { StoreAway } from './store.ts';

/** How time passes for a store; tests pass their own. */
export interface Waiting {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly random: Random;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const firstDelay = 200;
const longestDelay = 5000;

/**
 * The request's answer, asked again while the server is away, overloaded or restarting, with pauses that grow up to 5 s, until `patience` milliseconds have passed.
 * Whatever is asked must do no harm when it is done twice: a lost answer says nothing about the request.
 * Throws a StoreAway when the patience is at its end, a UserError when the key is refused; every other refusal is passed on as a `RefusedRequest`.
 */
export async function request<T>(
  url: string,
  patience: number,
  { clock, random, sleep }: Waiting,
  ask: () => Promise<T>,
): Promise<T> {
  const start = clock();
  for (let delay = firstDelay; ; delay = Math.min(2 * delay, longestDelay)) {
    try {
      return await ask();
    } catch (error) {
      const status = statusOf(error);
      if (status === 401 || status === 403) {
        throw new UserError(`Qdrant at ${url} refuses the key (${status}): set QDRANT_API_KEY to one that may write`);
      }
      if (status !== undefined && status < 500 && status !== 408 && status !== 429) {
        throw new RefusedRequest(status, reasonOf(error));
      }
      const pause = delay * (0.5 + 0.5 * random());
      if (clock() + pause - start > patience) {
        throw new StoreAway(
          `Qdrant at ${url} has not answered for ${Math.round((clock() - start) / 1000)} s (${reasonOf(error)}): start it, or wait until it is back, and run the same again`,
          { cause: error },
        );
      }
      await sleep(pause);
    }
  }
}

/** Qdrant understood the request and said no. */
export class RefusedRequest extends Error {
  override name = 'RefusedRequest';
  readonly status: number;
  constructor(status: number, reason: string) {
    super(`Qdrant refused a request with ${status}: ${reason}`);
    this.status = status;
  }
}

/** The HTTP status that the client's error stands for; undefined when there was no answer. */
function statusOf(error: unknown): number | undefined {
  // The client reports 429 by an error of its own that holds no status.
  if (error instanceof Error && 'retry_after' in error) return 429;
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') return error.status;
  return undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = (error as { data?: { status?: { error?: unknown } } }).data?.status?.error;
  if (typeof said === 'string') return said;
  const cause =
    error.cause instanceof Error ? `: ${error.cause.message || (error.cause as { code?: string }).code}` : '';
  return `${error.message}${cause}`;
}
