import type { Sentiment } from './label.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Everything that turns a text into probabilities, folded into one table. */
export interface Classifier {
  /** What the training data held, in the order negative, neutral, positive. */
  readonly labels: readonly Sentiment[];
  readonly vocabulary: Vocabulary;
  /** One logit for two labels (the second's), otherwise one a label. */
  readonly columns: number;
  /** Feature f's row begins at f × (columns + 1): its square (softmax.ts), then its weight in each column, scales and calibration folded in. */
  readonly table: Float32Array;
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
  /** Mean −log P(label) on them, before and after calibration. */
  readonly validationLoss: { readonly before: number; readonly after: number };
}
