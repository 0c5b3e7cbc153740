import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { foretellBaselines } from '../../churn/baselines.ts';
import { crossEntropyOf } from '../../churn/blend.ts';
import { readHistory } from '../../churn/history.ts';
import { trainChurn } from '../../churn/index.ts';
import { labelsOf } from '../../churn/labels.ts';
import { predict } from '../../churn/prediction.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { simulateShop, writeShopFiles } from '../../demo/index.ts';
import { ingestFile, withTemporaryWarehouse } from '../../warehouse/index.ts';

const day = 86_400_000;
const horizonDays = 90;

/** Cross-entropy, on the last 90 days, of what stands in for the networks in a simulated shop of 150 people, and of the simpler rules. */
async function lossesOf(
  seed: number,
): Promise<{ readonly kind: string; readonly own: number; readonly simple: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-shop-'));
  try {
    const shop = simulateShop({ seed, customers: 150, days: 900 });
    const files = writeShopFiles(shop, folder);
    return await withTemporaryWarehouse(async (warehouse) => {
      for (const { path } of [files.products, files.customers, files.events]) await ingestFile(warehouse, { path });
      const end = shop.start + shop.days * day;
      const asOf = new Date(end - horizonDays * day);
      const whole = await readHistory(warehouse, { before: new Date(end), feelings: [] });
      const { churned } = labelsOf(whole, snapshotAt(whole, asOf.getTime()), horizonDays);
      const model = await trainChurn(warehouse, { asOf, horizonDays, mostEvents: 24, seed: 7, feelings: [] });
      const history = await readHistory(warehouse, { before: asOf, feelings: [] });
      const told = predict(model, history, snapshotAt(history, asOf.getTime())).churnProbability;
      const { rfm_logistic, bg_nbd } = foretellBaselines(history, asOf.getTime(), horizonDays);
      return {
        kind: model.predictor.kind,
        own: crossEntropyOf(churned, told),
        simple: [rfm_logistic!, bg_nbd!].map((rule) => crossEntropyOf(churned, rule.churnProbability!)),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('what stands in for networks in a small shop foretells better than recency, frequency and value and than BG/NBD', async () => {
  const shops: Awaited<ReturnType<typeof lossesOf>>[] = [];
  for (const seed of [31, 32, 33]) shops.push(await lossesOf(seed));
  const mean = (of: (shop: (typeof shops)[number]) => number) =>
    shops.reduce((sum, shop) => sum + of(shop), 0) / shops.length;
  for (const { kind } of shops) assert.notEqual(kind, 'sequence');
  assert.ok(mean(({ own }) => own) < 0.95 * mean(({ simple }) => simple[0]!), JSON.stringify(shops));
  assert.ok(mean(({ own }) => own) < 0.95 * mean(({ simple }) => simple[1]!), JSON.stringify(shops));
});
