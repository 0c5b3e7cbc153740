import { initializers, input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Random } from '../config/index.ts';
import { recurrentLayer } from './recurrent-layer.ts';
import { seededDropout } from './seeded-dropout.ts';

export interface NetworkShape {
  readonly stepFeatures: number;
  readonly customerFeatures: number;
  /** Width of the GRU's state. */
  readonly units: number;
  /** Width of the layer between the state and the heads. */
  readonly hidden: number;
  readonly dropout: number;
}

/**
 * The network: a GRU over the steps, its last state joined with what is known of the customer as a whole, one hidden layer, and a head a question.
 * Inputs `steps` [batch, any number of steps, stepFeatures] and `customer` [batch, customerFeatures]. Outputs `churn` [batch, 1], a probability, and
 * `spend` [batch, 2]: mean and log of the deviation of the standardised log spend of those who order (Wang et al. 2019, “ZILN”).
 */
export function buildNetwork(shape: NetworkShape, random: Random): LayersModel {
  const seed = () => Math.floor(random() * 2 ** 30);
  const dense = (units: number, activation: 'relu' | 'sigmoid' | 'linear', name: string) =>
    layers.dense({ units, activation, kernelInitializer: initializers.glorotUniform({ seed: seed() }), name });
  const steps = input({ shape: [null, shape.stepFeatures], name: 'steps' });
  const customer = input({ shape: [shape.customerFeatures], name: 'customer' });
  const state = recurrentLayer(shape.units, seed()).apply(steps) as SymbolicTensor;
  const joined = layers.concatenate({ name: 'joined' }).apply([state, customer]) as SymbolicTensor;
  const joinedKept = seededDropout(shape.dropout, random, 'joined_dropout').apply(joined) as SymbolicTensor;
  const hidden = dense(shape.hidden, 'relu', 'hidden').apply(joinedKept) as SymbolicTensor;
  const hiddenKept = seededDropout(shape.dropout, random, 'hidden_dropout').apply(hidden) as SymbolicTensor;
  const churn = dense(1, 'sigmoid', 'churn').apply(hiddenKept) as SymbolicTensor;
  const spend = dense(2, 'linear', 'spend').apply(hiddenKept) as SymbolicTensor;
  return model({ inputs: [steps, customer], outputs: [churn, spend], name: 'churn' });
}
