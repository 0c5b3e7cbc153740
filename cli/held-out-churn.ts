import { join } from 'node:path';
import { type ChurnFigures, churnReport, evaluateChurn } from '../churn/index.ts';
import { isTrained, loadArtifact, publishArtifact, recordTraining, type Warehouse } from '../warehouse/index.ts';
import type { Context } from './command.ts';
import { evaluateIn } from './evaluate-churn.ts';
import { version } from './version.ts';
import { endOfData } from './with-warehouse.ts';

const name = 'churn-evaluation';

/** Without the time that it took: the same data give the same bytes. */
type HeldOutFigures = Omit<ChurnFigures, 'seconds'>;

/** How good churn prediction is on this shop's own latest horizon, which is held back from the training; measured once and kept while data and settings stay. */
export async function heldOutChurn(
  context: Context,
  warehouse: Warehouse,
): Promise<{ readonly figures: HeldOutFigures; readonly report: string }> {
  const { seed, churn } = context.config;
  const basis = {
    asOf: await endOfData(warehouse),
    seed,
    horizonDays: churn.horizon_days,
    mostEvents: churn.most_events,
    holdfast: version(),
  };
  const { dataDir } = warehouse;
  const reportOf = (version: string) => join(dataDir, 'models', name, version, 'report.html');
  const there = loadArtifact(dataDir, name);
  if (there && (await isTrained(warehouse, { name, version: there.version }, basis))) {
    const figures = JSON.parse(String(there.files.get('figures.json'))) as HeldOutFigures;
    return { figures, report: reportOf(there.version) };
  }
  const evaluation = await evaluateIn(context, warehouse, evaluateChurn, {});
  const { seconds: _, ...figures } = evaluation.figures;
  const files = new Map([
    ['figures.json', JSON.stringify(figures)],
    ['report.html', await churnReport(evaluation)],
  ]);
  const published = publishArtifact(dataDir, name, files);
  await recordTraining(warehouse, { name, version: published }, basis);
  return { figures, report: reportOf(published) };
}
