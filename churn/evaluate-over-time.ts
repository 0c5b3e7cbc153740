import { millisecondsPerDay } from '../config/index.ts';
import { readTimeSpan, type Warehouse } from '../warehouse/index.ts';
import { type ChurnEvaluation, type EvaluateChurnOptions, evaluateChurn } from './evaluate.ts';

/** Days before the cutoff at which models are tested too: three months in all. */
const earlierDays = [60, 30] as const;
/** Horizons of orders that an earlier cutoff must have before it: one to learn from, one to label. */
const fewestHorizons = 2;

/** As `evaluateChurn`, with a model trained and tested one and two months earlier beside it where the data reach back far enough: `figures.months` tells whether the probabilities held every time. */
export async function evaluateChurnOverTime(
  warehouse: Warehouse,
  options: EvaluateChurnOptions,
): Promise<ChurnEvaluation> {
  const latest = await evaluateChurn(warehouse, options);
  const first = (await readTimeSpan(warehouse))!.first.getTime();
  const earlier: ChurnEvaluation[] = [];
  for (const days of earlierDays) {
    const cutoff = new Date(latest.cutoff.getTime() - days * millisecondsPerDay);
    if (cutoff.getTime() - first < fewestHorizons * options.horizonDays * millisecondsPerDay) continue;
    earlier.push(await evaluateChurn(warehouse, { ...options, cutoff }));
  }
  const months = [...earlier, latest].flatMap(({ figures }) => figures.months);
  const seconds = [...earlier, latest].reduce((sum, { figures }) => sum + figures.seconds, 0);
  return { ...latest, figures: { ...latest.figures, months, seconds } };
}
