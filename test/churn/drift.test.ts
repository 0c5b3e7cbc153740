import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { driftReference, driftSince } from '../../churn/drift.ts';
import { seededRandom } from '../../config/index.ts';

const random = seededRandom(4);
const scores = (count: number, power: number) => Float64Array.from({ length: count }, () => random() ** power);
const events = { order_completed: 4000, product_viewed: 9000, email_opened: 700 };

test('the same shop a little later has not drifted', () => {
  const reference = driftReference(events, scores(2000, 1));
  const later = { order_completed: 4100, product_viewed: 9100, email_opened: 690 };
  const drift = driftSince(reference, later, scores(2100, 1));
  assert.ok(drift.scores_psi < 0.05 && drift.event_mix_psi < 0.01, JSON.stringify(drift));
  assert.deepEqual(drift.warnings, []);
  assert.equal(drift.retrain_due, false);
});

test('events that stop coming in are told with their shares, and that a training is due', () => {
  const drift = driftSince(driftReference(events, scores(2000, 1)), { ...events, product_viewed: 0 }, scores(2000, 1));
  assert.equal(drift.retrain_due, true);
  assert.deepEqual(drift.warnings, [
    'what customers do has changed since the training: “product_viewed” was 65.7 % of all events and is 0.0 % now: run “holdfast train” again',
  ]);
});

test('scores that moved are told', () => {
  const drift = driftSince(driftReference(events, scores(2000, 1)), events, scores(2000, 3));
  assert.ok(drift.scores_psi > 0.25);
  assert.deepEqual(drift.warnings, ['the churn scores lie elsewhere than at the training: run “holdfast train” again']);
});

test('a reference of equal scores, or of none, compares without failing', () => {
  for (const known of [new Float64Array(50).fill(0.4), new Float64Array(0)]) {
    const drift = driftSince(driftReference({}, known), {}, known);
    assert.deepEqual(drift, { event_mix_psi: 0, scores_psi: 0, retrain_due: false, warnings: [] });
  }
});

test('an index is never negative, and 0 for what is compared with itself', () => {
  const counts = fc.record({
    order_completed: fc.nat(10_000),
    product_viewed: fc.nat(10_000),
    email_opened: fc.nat(10_000),
  });
  fc.assert(
    fc.property(counts, counts, (before, now) => {
      const reference = driftReference(before, new Float64Array(0));
      assert.ok(driftSince(reference, now, new Float64Array(0)).event_mix_psi >= 0);
      assert.equal(driftSince(reference, before, new Float64Array(0)).event_mix_psi, 0);
    }),
  );
});
