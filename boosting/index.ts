/** Gradient-boosted trees for tables of numbers: what decides between candidates where no sequence is left to read. */
export { attributions } from './attributions.ts';
export { type Boosting, type BoostingSettings, fitBoosting, predictLogits } from './boosting.ts';
export { parseBoosting, serialiseBoosting } from './stored-boosting.ts';
