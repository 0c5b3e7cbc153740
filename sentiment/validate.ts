import type { Progress, Random } from '../config/index.ts';
import type { Bags } from './bags.ts';
import { type Calibration, fitCalibration, type HeldOut, negativeLogLikelihood } from './calibration.ts';
import { heldOutLogits, startFit } from './fit.ts';
import { columnsOf } from './naive-bayes.ts';

/** The number of passes over the data is chosen among 1 to this many. */
const mostEpochs = 6;
/** A tenth is held out at a time, judged by a model of the other nine tenths, until this many rows have been. */
const folds = 10;
const enoughRows = 5000;

export interface Choice {
  readonly epochs: number;
  readonly calibration: Calibration;
  /** The rows that it was made on, with their logits after that many epochs. */
  readonly heldOut: HeldOut;
}

/** Chooses epochs and calibration by the loss on rows held out. The rows must lie in a random order. */
export function chooseOnHeldOut(
  bags: Bags,
  labels: Uint8Array,
  classes: number,
  random: Random,
  onProgress: Progress,
): Choice {
  const total = labels.length;
  const columns = columnsOf(classes);
  const runs = Math.min(folds, Math.ceil(enoughRows / Math.floor(total / folds || 1)));
  const heldOutRows = Math.floor((runs * total) / folds);
  const byEpoch: HeldOut[] = Array.from({ length: mostEpochs }, () => ({
    classes,
    columns,
    labels: labels.subarray(0, heldOutRows),
    softmax: new Float64Array(heldOutRows * columns),
    naiveBayes: new Float64Array(heldOutRows * columns),
  }));
  for (let run = 0; run < runs; run++) {
    const from = Math.floor((run * total) / folds);
    const to = Math.floor(((run + 1) * total) / folds);
    const rows = Int32Array.from({ length: total }, (_, row) => row);
    const training = new Int32Array(total - (to - from));
    training.set(rows.subarray(0, from));
    training.set(rows.subarray(to), from);
    const fit = startFit(bags, labels, classes, training, random);
    for (const [epoch, heldOut] of byEpoch.entries()) {
      fit.trainEpoch();
      const logits = heldOutLogits(fit, bags, rows.subarray(from, to));
      heldOut.softmax.set(logits.softmax, from * columns);
      heldOut.naiveBayes.set(logits.naiveBayes, from * columns);
      onProgress(run * mostEpochs + epoch + 1, runs * mostEpochs, 'validation epochs');
    }
  }
  let best: Choice | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [epoch, heldOut] of byEpoch.entries()) {
    const calibration = fitCalibration(heldOut);
    const loss = negativeLogLikelihood(heldOut, calibration);
    if (loss < least) {
      best = { epochs: epoch + 1, calibration, heldOut };
      least = loss;
    }
  }
  if (best === undefined) throw new Error('the loss on held-out rows is not a number after any epoch');
  return best;
}
