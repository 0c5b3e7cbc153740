import { paddedLength } from '../batches.ts';
import { lognormalMean } from '../ensemble.ts';
import type { Inputs } from '../examples.ts';
import { type Logistic, sigmoid } from '../logistic.ts';
import type { SequencePredictor } from '../model.ts';
import { type Attribution, type Attributions, addsUp, noParts } from './attribution.ts';
import { customerKinds, reasonKinds } from './feature-reasons.ts';
import { type AlongPaths, followPaths } from './path-gradients.ts';
import { type Paths, pathsTo } from './paths.ts';
import { gaussLegendre } from './quadrature.ts';

const kinds = reasonKinds.length;
/** Enough for about half of the customers; the others get twice as many until their parts add up. */
const fewestPoints = 12;
const mostPoints = 400;
/** Sequences in one call of a network. */
const rowsAtOnce = 4096;

/**
 * Integrated gradients (Sundararajan, Taly and Yan 2017) of the whole predictor, network ensemble and regressions together, over standardised inputs.
 * Undefined for a customer whose parts do not add up even with the most points.
 */
export function attributeSequence(predictor: SequencePredictor, inputs: Inputs): (Attributions | undefined)[] {
  const found = new Array<Attributions | undefined>(inputs.rows).fill(undefined);
  let open = Uint32Array.from({ length: inputs.rows }, (_, row) => row);
  for (let points = fewestPoints; open.length > 0 && points <= mostPoints; points *= 2) {
    const rule = gaussLegendre(points);
    for (const { rows, steps } of batchesOf(inputs, open, Math.max(1, Math.floor(rowsAtOnce / (points + 2))))) {
      const attributions = attributeBatch(predictor, pathsTo(inputs, rows, steps, predictor.standardisation), rule);
      for (const [i, row] of rows.entries()) found[row] = attributions[i];
    }
    open = open.filter((row) => !addsUp(found[row]!.churn) || !addsUp(found[row]!.value));
  }
  for (const row of open) found[row] = undefined;
  return found;
}

function batchesOf(inputs: Inputs, rows: Uint32Array, size: number): { rows: Uint32Array; steps: number }[] {
  const byLength = Map.groupBy(rows, (row) =>
    paddedLength(inputs.sequences.offsets[row + 1]! - inputs.sequences.offsets[row]!),
  );
  return [...byLength].flatMap(([steps, members]) =>
    Array.from({ length: Math.ceil(members.length / size) }, (_, batch) => ({
      rows: Uint32Array.from(members.slice(batch * size, (batch + 1) * size)),
      steps,
    })),
  );
}

type Rule = ReturnType<typeof gaussLegendre>;

function attributeBatch(predictor: SequencePredictor, paths: Paths, rule: Rule): Attributions[] {
  const { members, spendScale } = predictor.ensemble;
  // The two ends come after the points: their difference is what the parts must add up to.
  const points = Float64Array.of(...rule.points, 0, 1);
  const followed = members.map((member) => followPaths(member, spendScale, paths, points));
  const halves = {
    churn: wideAlong(predictor.wide.churn, paths, points),
    spend: wideAlong(predictor.wide.logSpend, paths, points),
  };
  return Array.from(paths.rows, (_, row) => {
    const whole = attributeOne(predictor, followed, halves, row, points, rule);
    const alone =
      members.length > 1 ? followed.map((one) => attributeOne(predictor, [one], halves, row, points, rule)) : [];
    const judged = (score: keyof Attributions): Attribution => ({
      ...whole[score],
      stable: Array.from(whole[score].parts, (part, kind) =>
        alone.every((member) => Math.sign(member[score].parts[kind]!) === Math.sign(part)),
      ),
    });
    return { churn: judged('churn'), value: judged('value') };
  });
}

type Followed = ReturnType<typeof followPaths>;
interface Halves {
  readonly churn: AlongPaths;
  readonly spend: AlongPaths;
}

/** One customer's parts, the mean of `followed` standing for the networks. Formulas: `Blend`, `SpendBlend`. */
function attributeOne(
  { blend, spend, wide }: SequencePredictor,
  followed: readonly Followed[],
  halves: Halves,
  row: number,
  points: Float64Array,
  { weights }: Rule,
): Attributions {
  const churnParts = noParts();
  const valueParts = noParts();
  const churnAt = new Float64Array(points.length);
  const valueAt = new Float64Array(points.length);
  const share = 1 / followed.length;
  for (let point = 0; point < points.length; point++) {
    const at = row * points.length + point;
    const networks = followed.reduce((sum, { churnLogit }) => sum + share * churnLogit.value[at]!, 0);
    const logit =
      blend.slope * (blend.wideWeight * halves.churn.value[at]! + (1 - blend.wideWeight) * networks) + blend.intercept;
    const left = sigmoid(logit);
    const spends = followed.map(({ logSpend }) => spend.networkShare * share * Math.exp(logSpend.value[at]!));
    const wideSpend = (1 - spend.networkShare) * lognormalMean(halves.spend.value[at]!, wide.logSpendDeviation);
    const mean = spends.reduce((sum, value) => sum + value, wideSpend);
    churnAt[point] = logit;
    valueAt[point] = Math.log(1 - left) + Math.log(mean);
    const weight = weights[point];
    if (weight === undefined) continue;
    for (let kind = 0; kind < kinds; kind++) {
      const slot = at * kinds + kind;
      const ofNetworks = followed.reduce((sum, { churnLogit }) => sum + share * churnLogit.slopes[slot]!, 0);
      const ofLogit =
        blend.slope * (blend.wideWeight * halves.churn.slopes[slot]! + (1 - blend.wideWeight) * ofNetworks);
      const ofSpend = followed.reduce(
        (sum, { logSpend }, member) => sum + spends[member]! * logSpend.slopes[slot]!,
        wideSpend * halves.spend.slopes[slot]!,
      );
      churnParts[kind]! += weight * ofLogit;
      valueParts[kind]! += weight * (ofSpend / mean - left * ofLogit);
    }
  }
  const [start, end] = [points.length - 2, points.length - 1];
  return {
    churn: { parts: churnParts, stable: [], difference: churnAt[end]! - churnAt[start]! },
    value: { parts: valueParts, stable: [], difference: valueAt[end]! - valueAt[start]! },
  };
}

/** A regression along the ways: a straight line. */
function wideAlong({ weights, bias }: Logistic, paths: Paths, points: Float64Array): AlongPaths {
  const columns = weights.length;
  const value = new Float64Array(paths.rows.length * points.length);
  const slopes = new Float64Array(value.length * kinds);
  for (let row = 0; row < paths.rows.length; row++) {
    const parts = linearParts(weights, paths.customerBy.subarray(row * columns, (row + 1) * columns));
    const rise = parts.reduce((sum, part) => sum + part, 0);
    for (let point = 0; point < points.length; point++) {
      const at = row * points.length + point;
      value[at] = bias + points[point]! * rise;
      slopes.set(parts, at * kinds);
    }
  }
  return { value, slopes };
}

/** weight × value of each column, summed by reason: exact for whatever is linear. */
export function linearParts(weights: readonly number[], customer: Float32Array): Float64Array {
  const parts = noParts();
  for (let column = 0; column < weights.length; column++)
    parts[customerKinds[column]!]! += weights[column]! * customer[column]!;
  return parts;
}
