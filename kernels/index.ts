export { type AdamW, createAdamW } from './adamw.ts';
export { factorise, solveLower, solvePositiveDefinite, solveUpper } from './cholesky.ts';
export { type Engine, type EngineOptions, sharedEngine, startEngine } from './engine.ts';
export {
  createGru,
  type Gru,
  type GruBatch,
  type GruGradients,
  type GruPass,
  type GruShape,
  type GruWeights,
} from './gru.ts';
export {
  type BinnedTable,
  binsAColumn,
  type CutColumn,
  cellsABin,
  createBinnedTable,
} from './histograms.ts';
export {
  type Alternation,
  createAlternation,
  gramOf,
  type Incidence,
  type LeastSquares,
  solveAgainst,
} from './ials.ts';
export { invertPositiveDefinite } from './inversion.ts';
export { measurePeak } from './peak.ts';
export { type ItemSoftmax, type ItemTargets, type SoftmaxGradients, softmaxGradients } from './softmax.ts';
export {
  createTextScorer,
  type FeatureRecipe,
  type ScoredFeatures,
  type TextScorer,
  type TextScores,
} from './text-scorer.ts';
export { createVectorTable, type TopK, type TopKQuery, type VectorTable } from './top-k.ts';
export { weightedGram } from './weighted-gram.ts';
