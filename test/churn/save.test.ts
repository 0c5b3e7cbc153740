import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fitBuyingModel } from '../../churn/buying-model.ts';
import { driftReference } from '../../churn/drift.ts';
import { loadChurn, OutdatedModelError, saveChurn } from '../../churn/index.ts';
import { snapshotAt } from '../../churn/snapshot.ts';
import { publishArtifact } from '../../warehouse/index.ts';
import { ordersEnd, someOrders } from './some-orders.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-churn-'));
after(() => rmSync(dataDir, { recursive: true }));

test('a model keeps what scoring is compared with', async () => {
  const orders = someOrders(60, 1);
  const drift = driftReference({ order_completed: 12 }, Float64Array.of(0.1, 0.5, 0.9));
  const model = {
    version: 'unsaved',
    horizonDays: 60,
    trainedOn: {
      asOf: new Date(ordersEnd).toISOString(),
      customers: 60,
      orders: orders.time.length,
      seed: 1,
      digest: '',
    },
    notes: [],
    predictor: { kind: 'bg_nbd' },
    buying: fitBuyingModel(orders, snapshotAt(orders, ordersEnd)),
    histories: [],
    lateOrders: { level: -0.3, surprise: -0.2 },
    drift,
  } as const;
  const version = await saveChurn(model, dataDir);
  assert.deepEqual(await loadChurn(dataDir), { ...model, version });
});

test('a model in another format is refused as outdated, so that a training can replace it', async () => {
  publishArtifact(
    dataDir,
    'churn',
    new Map([['churn.json', JSON.stringify({ format: 0, predictor: { kind: 'bg_nbd' } })]]),
  );
  await assert.rejects(loadChurn(dataDir), (error) => error instanceof OutdatedModelError && error.format === 0);
});
