import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foretellBaselines } from '../../churn/baselines.ts';
import { readHistory } from '../../churn/history.ts';
import { trainChurn } from '../../churn/index.ts';
import { predict } from '../../churn/prediction.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { daysToNextOrder, observableForecast, simulateShop, writeShopFiles } from '../../demo/index.ts';
import { auc } from '../../evaluation/index.ts';
import { textFeelings, trainFromReviews } from '../../sentiment/index.ts';
import { type CustomerId, ingestFile, withTemporaryWarehouse } from '../../warehouse/index.ts';

const day = 86_400_000;
const horizonDays = 90;

/** AUCs of one simulated shop: against what then happened, and what each is on average over all that could have happened, which chance does not move. */
export interface Distance {
  readonly seed: number;
  readonly customers: number;
  readonly model: Aucs;
  /** From recency, frequency and value. */
  readonly simple: Aucs;
  /** Of the best that anybody could say who knows the shop's process and sees its files: `observableForecast`. */
  readonly best: Aucs;
}

interface Aucs {
  readonly happened: number;
  readonly expected: number;
}

/** A simulated shop of `people`, read from its files up to a horizon before their end; the texts' sentiment too is learnt from what came before. */
export async function distanceToBest(seed: number, people: number): Promise<Distance> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-shop-'));
  try {
    const shop = simulateShop({ seed, customers: people });
    const files = writeShopFiles(shop, folder);
    const cutoff = new Date(shop.start + (shop.days - horizonDays) * day);
    const best = observableForecast(shop, cutoff, horizonDays, { draws: 60 });
    const left = Array.from(daysToNextOrder(shop, best), (days) => (days >= 0 && days < horizonDays ? 0 : 1));
    const foretold = await withTemporaryWarehouse(async (warehouse) => {
      for (const { path } of [files.products, files.customers, files.events]) await ingestFile(warehouse, { path });
      const sentiment = await trainFromReviews(warehouse, { asOf: cutoff, seed: 7 });
      const feelings = await textFeelings(sentiment, warehouse, { asOf: cutoff });
      const model = await trainChurn(warehouse, { asOf: cutoff, horizonDays, mostEvents: 24, seed: 7, feelings });
      const history = await readHistory(warehouse, { before: cutoff, feelings });
      const now = snapshotAt(history, cutoff.getTime());
      const simple = foretellBaselines(history, cutoff.getTime(), horizonDays).rfm_logistic!.churnProbability!;
      const { churnProbability } = predict(model, history, now);
      return new Map<CustomerId, { readonly model: number; readonly simple: number }>(
        Array.from(now.customer, (customer, row) => [
          history.customers[customer]!,
          { model: churnProbability[row]!, simple: simple[row]! },
        ]),
      );
    });
    // A few customers' only order is dirt that no reader takes.
    const rows = [...best.customerIds.keys()].filter((row) => foretold.has(best.customerIds[row]!));
    const chances = rows.map((row) => best.churn[row]!);
    const aucsOf = (scores: number[]): Aucs => ({
      happened: auc(
        rows.map((row) => left[row]!),
        scores,
      ),
      expected: expectedAuc(chances, scores),
    });
    const of = (name: 'model' | 'simple') => aucsOf(rows.map((row) => foretold.get(best.customerIds[row]!)![name]));
    return { seed, customers: rows.length, model: of('model'), simple: of('simple'), best: aucsOf(chances) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The chance that of two customers, one of whom leaves and one stays, the one who leaves has the higher score, where each leaves with the given chance. */
function expectedAuc(chances: readonly number[], scores: readonly number[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!);
  let stayBelow = 0;
  let right = 0;
  let leave = 0;
  let both = 0;
  for (const row of order) {
    const chance = chances[row]!;
    right += chance * stayBelow;
    stayBelow += 1 - chance;
    leave += chance;
    both += chance * (1 - chance);
  }
  return right / (leave * stayBelow - both);
}
