import { dealCustomers, folds } from './customer-folds.ts';
import type { History } from './history.ts';
import type { ChurnModel, Predictor } from './model.ts';
import { type Prediction, predict } from './prediction.ts';
import { type Snapshot, selectCustomers } from './snapshot.ts';

/** What the model foretells of each customer with the parts that were not fitted to that customer. `startBackend` must have been awaited. */
export function predictHeldOut(
  model: Pick<ChurnModel, 'predictor' | 'buying' | 'horizonDays' | 'trainedOn'>,
  history: History,
  snapshot: Snapshot,
): Omit<Prediction, 'hazards' | 'usual'> {
  const foldOf = dealCustomers(history.customers, model.trainedOn.seed);
  const churnProbability = new Float64Array(snapshot.customer.length);
  const expectedSpend = new Float64Array(snapshot.customer.length);
  for (let fold = 0; fold < folds; fold++) {
    const rows = [...snapshot.customer.keys()].filter((row) => foldOf(snapshot.customer[row]!) === fold);
    const part = { ...model, predictor: withoutFold(model.predictor, fold) };
    const foretold = predict(part, history, selectCustomers(snapshot, rows));
    for (const [i, row] of rows.entries()) {
      churnProbability[row] = foretold.churnProbability[i]!;
      expectedSpend[row] = foretold.expectedSpend[i]!;
    }
  }
  return { churnProbability, expectedSpend };
}

/** The predictor's parts that never learnt from the customers of a fold. BG/NBD's four numbers know nobody. */
function withoutFold(predictor: Predictor, fold: number): Predictor {
  if (predictor.kind === 'bg_nbd') return predictor;
  const own = {
    inputs: { ...predictor.inputs, interest: predictor.interestOfOthers[fold]! },
    wide: predictor.wideOfOthers[fold]!,
  };
  if (predictor.kind === 'rfm_logistic') return { ...predictor, ...own };
  const { ensemble } = predictor;
  return { ...predictor, ...own, ensemble: { ...ensemble, members: [ensemble.members[fold]!] } };
}
