import { createTextScorer, type TextScorer } from '../kernels/index.ts';
import type { Classifier } from './classifier.ts';
import { featureRecipe } from './features.ts';
import { longestText, writtenUnit } from './normalise.ts';
import { numberBuckets } from './numbering.ts';
import { createJudge, type Prediction, predictorOf } from './predict.ts';
import { kindOf } from './script.ts';

/** Fewer texts are read before the threads have started. */
const fewestForThreads = 500;
/** Counts of kinds are this far apart; it is more than there are kinds. */
const countsApart = 16;

/** The classifier whose table now lies in the kernels' memory: one at a time, so that a service that trains every night does not fill it. */
let placed: { readonly classifier: Classifier; readonly scorer: TextScorer } | undefined;

/** Calls `use` with the prediction for each text, in their order: those of predictorOf(classifier), many times as fast, on all cores. */
export function predictMany(
  classifier: Classifier,
  texts: readonly string[],
  use: (prediction: Prediction, text: number) => void,
): void {
  const predictor = predictorOf(classifier);
  if (texts.length < fewestForThreads) {
    for (let i = 0; i < texts.length; i++) use(predictor.predict(texts[i]!), i);
    return;
  }
  const { sums, kindCounts } = scorerOf(classifier).score(texts);
  const judge = createJudge(classifier);
  const columns = classifier.columns + 1;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    const read = sums[i * columns]! >= 0;
    use(read ? judge(text, sums, i * columns, kindCounts, i * countsApart) : predictor.predict(text), i);
  }
}

function scorerOf(classifier: Classifier): TextScorer {
  if (placed?.classifier !== classifier) {
    placed?.scorer.release();
    const { buckets, table, columns } = classifier;
    const scorer = createTextScorer({
      recipe: featureRecipe,
      longestText,
      readUnit,
      numbering: numberBuckets(buckets),
      table,
      columns: columns + 1,
    });
    placed = { classifier, scorer };
  }
  return placed.scorer;
}

function readUnit(unit: number): number {
  const written = writtenUnit(unit);
  return written | (kindOf(written) << 16);
}
