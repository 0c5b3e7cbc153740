import { initializers, type RNN } from '@tensorflow/tfjs-layers';
import { fusedGru } from './fused-gru.ts';

/**
 * The encoder of a sequence: [batch, steps, features] → the state after the last step [batch, units].
 * Our kernels compute it, its class is `GRU`, and its weights are those of `layers.gru` (kernel, recurrent kernel, bias; gates in the order z, r, h), so that
 * a saved network loads wherever tfjs runs.
 */
export function recurrentLayer(units: number, seed: number): RNN {
  return fusedGru({
    units,
    kernelInitializer: initializers.glorotUniform({ seed }),
    // The usual orthogonal start is not to be had: tfjs's calls chained methods that only the union package defines.
    recurrentInitializer: initializers.glorotUniform({ seed: seed + 1 }),
    name: 'encoder',
  });
}
