import { millisecondsPerDay } from '../../config/index.ts';
/** Part of the time that a trend covers. */
export interface Period {
  /** RFC 3339, UTC. */
  readonly from: string;
  readonly texts: number;
  /** Of these, texts that blame the aspect. */
  readonly negative: number;
}

const mostPeriods = 24;
/** In days; the shortest that gives at most `mostPeriods` is taken. */
const lengths = [1, 7, 30, 91, 365, 3650];

/** Texts and those among them that blame something, in periods of equal length from the first text to the last. `negative` are numbers of texts. */
export function trendOf(times: ArrayLike<number>, negative: readonly number[]): Period[] {
  if (times.length === 0) return [];
  const first = times[0]!;
  const span = times[times.length - 1]! - first;
  const length =
    millisecondsPerDay * (lengths.find((days) => span < days * millisecondsPerDay * mostPeriods) ?? lengths.at(-1)!);
  const periods = Array.from({ length: Math.floor(span / length) + 1 }, (_, i) => ({
    from: new Date(first + i * length).toISOString(),
    texts: 0,
    negative: 0,
  }));
  const periodOf = (text: number) => periods[Math.floor((times[text]! - first) / length)]!;
  for (let text = 0; text < times.length; text++) periodOf(text).texts++;
  for (const text of negative) periodOf(text).negative++;
  return periods;
}
