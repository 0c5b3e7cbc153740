import { initializers, input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Random } from '../config/index.ts';
import { recurrentLayer } from './recurrent-layer.ts';
import { seededDropout } from './seeded-dropout.ts';

export interface NetworkShape {
  readonly stepFeatures: number;
  /** Width of the GRU's state. */
  readonly units: number;
  /** Width of the layer between the state and the heads. */
  readonly hidden: number;
  readonly dropout: number;
  /** Parts of the horizon that the hazard is foretold for. */
  readonly periods: number;
}

/**
 * The network: a GRU over the steps, one hidden layer over its last state, and a head a question.
 * Input `steps` [batch, any number of steps, stepFeatures]. Outputs `churn` [batch, 1], a probability, and
 * `spend` [batch, 2]: mean and log of the deviation of the standardised log spend of those who order (Wang et al. 2019, “ZILN”);
 * `hazard` [batch, periods], the logit of an order in each part of the horizon, given none before.
 */
export function buildNetwork(shape: NetworkShape, random: Random): LayersModel {
  const seed = () => Math.floor(random() * 2 ** 30);
  const dense = (units: number, activation: 'relu' | 'sigmoid' | 'linear', name: string) =>
    layers.dense({ units, activation, kernelInitializer: initializers.glorotUniform({ seed: seed() }), name });
  const steps = input({ shape: [null, shape.stepFeatures], name: 'steps' });
  const state = recurrentLayer(shape.units, seed()).apply(steps) as SymbolicTensor;
  const stateKept = seededDropout(shape.dropout, random, 'state_dropout').apply(state) as SymbolicTensor;
  const hidden = dense(shape.hidden, 'relu', 'hidden').apply(stateKept) as SymbolicTensor;
  const hiddenKept = seededDropout(shape.dropout, random, 'hidden_dropout').apply(hidden) as SymbolicTensor;
  const churn = dense(1, 'sigmoid', 'churn').apply(hiddenKept) as SymbolicTensor;
  const spend = dense(2, 'linear', 'spend').apply(hiddenKept) as SymbolicTensor;
  const hazard = dense(shape.periods, 'linear', 'hazard').apply(hiddenKept) as SymbolicTensor;
  return model({ inputs: steps, outputs: [churn, spend, hazard], name: 'churn' });
}
