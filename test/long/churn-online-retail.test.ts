import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { type ChurnFigures, evaluateChurn } from '../../churn/index.ts';
import { ingestFile, withTemporaryWarehouse } from '../../warehouse/index.ts';

const path = '../shared/data/online-retail.csv.gz';
const skip = existsSync(path) ? false : `${path} is not there`;

/** Floors for what a cutoff's own past decides; calibration also hangs on the autumn that follows, which docs/churn.md speaks of. */
describe('churn and value on Online Retail, 90 days from 2011-09-10', { skip }, () => {
  let figures: ChurnFigures;

  before(async () => {
    figures = await withTemporaryWarehouse(async (warehouse) => {
      await ingestFile(warehouse, { path });
      const cutoff = new Date('2011-09-10T00:00:00Z');
      return (
        await evaluateChurn(warehouse, {
          cutoff,
          horizonDays: 90,
          mostEvents: 24,
          seed: 7,
          feelingsBefore: async () => [],
        })
      ).figures;
    });
  });

  test('who leaves is told apart from who stays better than by any baseline', () => {
    assert.equal(figures.customers, 3370);
    const { auc, pr_auc } = figures.holdfast;
    assert.ok(auc! >= 0.745, `AUC ${auc}`);
    assert.ok(pr_auc! >= 0.637, `PR-AUC ${pr_auc}`);
    for (const [name, baseline] of Object.entries(figures.baselines)) {
      if (baseline.auc !== undefined) assert.ok(auc! > baseline.auc, `${auc} against ${name}'s ${baseline.auc}`);
    }
  });

  test('who spends is ranked, and how much is foretold, better than by any baseline', () => {
    const { spend_gini, spend_mae } = figures.holdfast;
    assert.ok(spend_gini! >= 0.785, `Gini ${spend_gini}`);
    assert.ok(spend_mae! <= 575, `mean error ${spend_mae}`);
    for (const [name, baseline] of Object.entries(figures.baselines)) {
      if (baseline.spend_gini === undefined) continue;
      assert.ok(spend_gini! > baseline.spend_gini, `${spend_gini} against ${name}'s ${baseline.spend_gini}`);
    }
  });
});
