import type { EventType } from '../warehouse/index.ts';

/** What scoring is compared with: how it was when the model was trained. Kept with the model. */
export interface DriftReference {
  /** Events by type in the last horizon before the training's end. */
  readonly events: EventMix;
  /** Customers by churn probability at the training's end: the bounds between groups of about equal size, and how many stood in each. */
  readonly scores: { readonly bounds: readonly number[]; readonly counts: readonly number[] };
}

export type EventMix = Readonly<Partial<Record<EventType, number>>>;

/** How far today lies from the training: two population stability indices, and what they mean in words. */
export interface Drift {
  readonly event_mix_psi: number;
  readonly scores_psi: number;
  readonly retrain_due: boolean;
  /** One sentence a finding; empty when there is none. */
  readonly warnings: readonly string[];
}

/** The customary bound above which two distributions are no longer the same. */
const due = 0.25;
const groups = 10;

export function driftReference(events: EventMix, churnProbability: Float64Array): DriftReference {
  const sorted = churnProbability.toSorted();
  const bounds = [
    ...new Set(Array.from({ length: groups - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / groups)]!)),
  ];
  return { events, scores: { bounds, counts: countsBetween(bounds, churnProbability) } };
}

export function driftSince(reference: DriftReference, events: EventMix, churnProbability: Float64Array): Drift {
  const types = [...new Set([...Object.keys(reference.events), ...Object.keys(events)])].sort() as EventType[];
  const mix = stability(
    types.map((type) => reference.events[type] ?? 0),
    types.map((type) => events[type] ?? 0),
  );
  const scores = stability(reference.scores.counts, countsBetween(reference.scores.bounds, churnProbability));
  const warnings = [
    ...(mix.drifted
      ? [`what customers do has changed since the training: ${largestChange(types, reference.events, events)}`]
      : []),
    ...(scores.drifted ? ['the churn scores lie elsewhere than at the training'] : []),
  ];
  return {
    event_mix_psi: mix.index,
    scores_psi: scores.index,
    retrain_due: warnings.length > 0,
    warnings: warnings.map((warning) => `${warning}: run “holdfast train” again`),
  };
}

/** The population stability index Σ (p − q) · ln (p / q) of two lists of counts; half a count is added to each, so that none is zero. */
function stability(before: readonly number[], now: readonly number[]): { index: number; drifted: boolean } {
  const [was, is] = [sharesOf(before), sharesOf(now)];
  const index = was.reduce((sum, share, i) => sum + (is[i]! - share) * Math.log(is[i]! / share), 0);
  // What chance alone brings about on average in lists of this length.
  const chance = Math.max(0, before.length - 1) * (1 / Math.max(1, total(before)) + 1 / Math.max(1, total(now)));
  return { index, drifted: index > due + chance };
}

function sharesOf(counts: readonly number[]): number[] {
  const whole = total(counts) + counts.length / 2;
  return counts.map((count) => (count + 0.5) / whole);
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

function countsBetween(bounds: readonly number[], values: Float64Array): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of values) {
    const group = bounds.findIndex((bound) => value < bound);
    counts[group === -1 ? bounds.length : group]!++;
  }
  return counts;
}

/** The type of event whose share moved most, in words. */
function largestChange(types: readonly EventType[], before: EventMix, now: EventMix): string {
  const share = (mix: EventMix, type: EventType) => (mix[type] ?? 0) / Math.max(1, total(Object.values(mix)));
  const type = types.reduce((most, other) =>
    Math.abs(share(now, other) - share(before, other)) > Math.abs(share(now, most) - share(before, most))
      ? other
      : most,
  );
  const percent = (mix: EventMix) => `${(100 * share(mix, type)).toFixed(1)} %`;
  return `“${type}” was ${percent(before)} of all events and is ${percent(now)} now`;
}
