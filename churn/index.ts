/** Who is about to leave and what they would have spent: learnt from a shop's orders, tested on time that was not learnt from. */
export { tensorBackend } from './backend.ts';
export { checkDrift } from './check-drift.ts';
export { type Comparison, compareWithBefore } from './compare-models.ts';
export type { CustomerScore, CustomerScores } from './customer-scores.ts';
export type { Drift } from './drift.ts';
export { type ChurnEvaluation, type ChurnFigures, type EvaluateChurnOptions, evaluateChurn } from './evaluate.ts';
export { evaluateChurnOverTime } from './evaluate-over-time.ts';
export type { ModelFigures } from './figures.ts';
export type { ChurnModel, TrainedOn } from './model.ts';
export { OutdatedModelError } from './outdated-model.ts';
export { effectInWords, type Reason, reasonInWords } from './reasons/index.ts';
export { churnReport } from './report/page.ts';
export { loadChurn, saveChurn } from './save.ts';
export { scoreCustomers } from './score.ts';
export { readScores, writeScores } from './scores-table.ts';
export { type TrainChurnOptions, trainChurn } from './train.ts';
