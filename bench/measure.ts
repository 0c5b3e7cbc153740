/** A piece of work and how many units (sequences, queries) one run of it does. */
export interface Work {
  readonly name: string;
  readonly units: number;
  readonly run: () => void;
}

/**
 * Units a second of each piece of work: the median over rounds in which all take turns, so that a busy moment of the machine hits all alike.
 * Everything runs for a while first, until it is compiled.
 */
export function measure(works: readonly Work[], rounds = 7, secondsARound = 0.4): Map<string, number> {
  const rates = new Map<string, number[]>(works.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, units, run } of works) {
      const start = performance.now();
      let runs = 0;
      do {
        run();
        runs++;
      } while (performance.now() - start < 1000 * secondsARound);
      if (round >= 0) rates.get(name)!.push((1000 * runs * units) / (performance.now() - start));
    }
  }
  return new Map([...rates].map(([name, values]) => [name, median(values)]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A line of the report: what, how fast, how many times the reference, and the target. */
export function line(name: string, rate: number, unit: string, reference: number, target?: number): string {
  const ratio = rate / reference;
  const wanted = target === undefined ? '' : `, target ≥ ${target} ×: ${ratio >= target ? 'reached' : 'not reached'}`;
  return `  ${name.padEnd(42)} ${Math.round(rate).toLocaleString('en').padStart(10)} ${unit}, ${ratio.toFixed(2)} ×${wanted}`;
}
