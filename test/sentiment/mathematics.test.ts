import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../config/index.ts';
import type { Bags } from '../../sentiment/bags.ts';
import { fitCalibration, type HeldOut, negativeLogLikelihood, uncalibrated } from '../../sentiment/calibration.ts';
import { countByClass, logCountRatios, scoreNaiveBayes, trainNaiveBayes } from '../../sentiment/naive-bayes.ts';
import {
  createAdaGrad,
  createSoftmax,
  lossGradient,
  probabilitiesFromLogits,
  trainEpoch,
} from '../../sentiment/softmax.ts';

/** Three texts over three features: {0, 1} and {0} of class 0, {1, 2} of class 1. */
const bags: Bags = { start: Int32Array.of(0, 2, 3, 5), features: Int32Array.of(0, 1, 0, 1, 2) };
const labels = Uint8Array.of(0, 0, 1);

const close = (actual: number, expected: number, within = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

test('naive Bayes gives the probabilities worked out by hand', () => {
  const model = trainNaiveBayes(bags, labels, 3, 2);
  close(Math.exp(model.logPrior[0]!), 2 / 3);
  // Class 0 has features {0: 2, 1: 1, 2: 0}, 3 in all; add one to each: 3/6, 2/6, 1/6.
  for (const [feature, expected] of [3 / 6, 2 / 6, 1 / 6].entries())
    close(Math.exp(model.logLikelihood[feature * 2]!), expected);
  const scores = new Float64Array(2);
  scoreNaiveBayes(model, bags, 2, scores);
  close(Math.exp(scores[0]!), (2 / 3) * (2 / 6) * (1 / 6));
  close(Math.exp(scores[1]!), (1 / 3) * (2 / 5) * (2 / 5));
});

test('log-count ratios are those of Wang and Manning, and turn their sign when the classes change places', () => {
  const ratios = logCountRatios(countByClass(bags, labels, 3, 2), 2);
  // p = (1, 2, 2) / 5 for the second class, q = (3, 2, 1) / 6 for the first.
  for (const [feature, expected] of [1 / 5 / (3 / 6), 2 / 5 / (2 / 6), 2 / 5 / (1 / 6)].entries()) {
    close(ratios[feature]!, Math.log(expected), 1e-6);
  }
  const turned = logCountRatios(
    countByClass(
      bags,
      labels.map((label) => 1 - label),
      3,
      2,
    ),
    2,
  );
  for (const [feature, ratio] of ratios.entries()) close(turned[feature]!, -ratio, 1e-6);
});

const logits = fc.oneof(
  fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 1, maxLength: 1 }),
  fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 3, maxLength: 3 }),
);

function probabilitiesOf(values: readonly number[]): Float64Array {
  const probabilities = new Float64Array(Math.max(2, values.length));
  probabilitiesFromLogits(Float64Array.from(values), probabilities);
  return probabilities;
}

test('probabilities sum to 1, however large the logits', () => {
  fc.assert(
    fc.property(logits, (values) =>
      close(
        probabilitiesOf(values.map((value) => value * 40)).reduce((a, b) => a + b),
        1,
        1e-12,
      ),
    ),
  );
});

test('the gradient of the loss is what the loss does', () => {
  fc.assert(
    fc.property(logits, fc.nat(), (values, any) => {
      const label = any % Math.max(2, values.length);
      const residuals = new Float64Array(values.length);
      lossGradient(probabilitiesOf(values), label, residuals);
      for (let c = 0; c < values.length; c++) {
        const loss = (step: number) =>
          -Math.log(probabilitiesOf(values.map((value, i) => (i === c ? value + step : value)))[label]!);
        close(residuals[c]!, (loss(1e-5) - loss(-1e-5)) / 2e-5, 1e-5);
      }
    }),
  );
});

test('epochs of training lead every text to its own label', () => {
  for (const classes of [2, 3]) {
    const truth = classes === 2 ? labels : Uint8Array.of(0, 2, 1);
    const model = createSoftmax(logCountRatios(countByClass(bags, truth, 3, classes), classes), truth, classes);
    const sums = createAdaGrad(model);
    for (let epoch = 0; epoch < 200; epoch++) trainEpoch(model, sums, bags, truth, seededRandom(1));
    const columns = classes === 2 ? 1 : 3;
    for (let row = 0; row < 3; row++) {
      let square = 0;
      const sum = new Float64Array(columns);
      for (let at = bags.start[row]!; at < bags.start[row + 1]!; at++) {
        square += model.squares[bags.features[at]!]!;
        for (let c = 0; c < columns; c++) sum[c]! += model.weights[bags.features[at]! * columns + c]!;
      }
      const found = probabilitiesOf([...sum.map((value, c) => value / Math.sqrt(square) + model.bias[c]!)]);
      assert.ok(found[truth[row]!]! > 0.8, `${classes} classes, row ${row}: ${found}`);
    }
  }
});

function heldOut(classes: number, sharpness: number, seed: number): HeldOut {
  const random = seededRandom(seed);
  const columns = classes === 2 ? 1 : classes;
  const rows = 2000;
  const softmax = Float64Array.from({ length: rows * columns }, () => (random() - 0.5) * 6);
  const naiveBayes = Float64Array.from({ length: rows * columns }, () => random() - 0.5);
  const found = new Float64Array(classes);
  const drawn = Uint8Array.from({ length: rows }, (_, row) => {
    probabilitiesFromLogits(
      softmax.slice(row * columns, (row + 1) * columns).map((logit) => logit * sharpness),
      found,
    );
    const at = random();
    let sum = 0;
    let label = -1;
    while (label < classes - 1 && sum <= at) sum += found[++label]!;
    return label;
  });
  return { classes, columns, labels: drawn, softmax, naiveBayes };
}

test('calibration finds the temperature that the labels were drawn with', () => {
  for (const classes of [2, 3]) {
    for (const sharpness of [0.4, 1, 2]) {
      const { sharpness: found, naiveBayesShare } = fitCalibration(heldOut(classes, sharpness, 3));
      close(found, sharpness, 0.15);
      close(naiveBayesShare, 0, 0.2);
    }
  }
});

test('calibration is never worse than none on the rows that it is fitted on', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(2, 3),
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.integer(),
      (classes, sharpness, seed) => {
        const rows = heldOut(classes, sharpness, seed);
        const calibration = fitCalibration(rows);
        assert.ok(calibration.sharpness >= 0 && calibration.naiveBayesShare >= 0);
        assert.ok(negativeLogLikelihood(rows, calibration) <= negativeLogLikelihood(rows, uncalibrated));
      },
    ),
    { numRuns: 30 },
  );
});
