import type { ConfidenceGroup } from './cascade/route.ts';
import type { Sentiment } from './label.ts';

/** Everything that turns a text into probabilities, folded into one table. */
export interface Classifier {
  /** What the training data held, in the order negative, neutral, positive. */
  readonly labels: readonly Sentiment[];
  /** The buckets that it knows, ascending; their place is their feature's number. */
  readonly buckets: Uint32Array;
  /** One logit for two labels (the second's), otherwise one a label. */
  readonly columns: number;
  /**
   * Feature f's row begins at f × (columns + 1): its square (softmax.ts) in `squareStep`s, then its weight in each column in `weightStep`s, scales and
   * calibration folded in. Whole numbers of 16 bits, so that most of what a text looks up is in the processor's cache.
   */
  readonly table: Int16Array;
  readonly squareStep: number;
  readonly weightStep: number;
  /** Per column. */
  readonly bias: Float64Array;
  readonly training: TrainingRecord;
}

/** What is remembered of the training, for reports and for deciding whether the model may speak. */
export interface TrainingRecord {
  readonly examples: number;
  /** Language → how many of the examples. */
  readonly languages: Readonly<Record<string, number>>;
  readonly epochs: number;
  readonly sharpness: number;
  readonly naiveBayesShare: number;
  /** Examples that the epochs and the calibration were chosen on, each by a model that had not seen it. */
  readonly validationExamples: number;
  readonly validationAccuracy: number;
  /** How often answers of each confidence were right on them. */
  readonly curve: readonly ConfidenceGroup[];
  /** Mean −log P(label) on them, before and after calibration. */
  readonly validationLoss: { readonly before: number; readonly after: number };
}
