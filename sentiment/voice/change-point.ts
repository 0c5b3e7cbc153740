/** Where a share rose or fell, and how surely. */
export interface ChangePoint {
  /** The number of the first event after the change. */
  readonly index: number;
  /** Shares of the events before and from it on. */
  readonly before: number;
  readonly after: number;
  /** How likely a change at least so clear is where nothing changed; at most 1. */
  readonly pRise: number;
  readonly pFall: number;
}

/**
 * The moment that divides a sequence of yes and no best, by the cumulative sum of deviations from the mean (Page 1954). Under no change S(k)/(σ√n) tends to a Brownian
 * bridge, whose maximum exceeds x with probability exp(−2x²); on few events the true probability is smaller, so the test errs on the quiet side.
 * `hits` are the numbers of the yes events among 0 … count − 1, ascending; `times` has every event's time: events of one time are not divided. undefined
 * where all answers are the same or all times are.
 */
export function findChange(hits: readonly number[], count: number, times: ArrayLike<number>): ChangePoint | undefined {
  const share = hits.length / count;
  if (hits.length === 0 || hits.length === count || times[0] === times[count - 1]) return undefined;
  const scale = Math.sqrt(count * share * (1 - share));
  let [lowest, highest] = [0, 0];
  let [lowestAt, highestAt] = [-1, -1];
  let seen = 0;
  for (let k = 1; k < count; k++) {
    if (hits[seen] === k - 1) seen++;
    if (times[k] === times[k - 1]) continue;
    const deviation = (seen - k * share) / scale;
    if (deviation < lowest) [lowest, lowestAt] = [deviation, k];
    if (deviation > highest) [highest, highestAt] = [deviation, k];
  }
  const index = -lowest >= highest ? lowestAt : highestAt;
  if (index < 0) return undefined;
  const earlier = hits.filter((hit) => hit < index).length;
  return {
    index,
    before: earlier / index,
    after: (hits.length - earlier) / (count - index),
    pRise: Math.exp(-2 * lowest ** 2),
    pFall: Math.exp(-2 * highest ** 2),
  };
}

/** Which of many tests count when at most this share of those that do may be false (Benjamini and Hochberg 1995). */
export function discoveries(pValues: readonly number[], falseShare: number): boolean[] {
  const sorted = [...pValues].sort((a, b) => a - b);
  let limit = -1;
  for (const [i, p] of sorted.entries()) if (p <= (falseShare * (i + 1)) / sorted.length) limit = p;
  return pValues.map((p) => p <= limit);
}
