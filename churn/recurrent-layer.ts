import { initializers, layers } from '@tensorflow/tfjs-layers';

type RecurrentLayer = ReturnType<typeof layers.gru>;

/**
 * The encoder of a sequence: [batch, steps, features] → the state after the last step [batch, units].
 * Whatever computes it, its class is `GRU` and its weights are those of `layers.gru` (kernel, recurrent kernel, bias; gates in the order z, r, h), so that
 * a saved network loads wherever tfjs runs.
 */
export function recurrentLayer(units: number, seed: number): RecurrentLayer {
  return layers.gru({
    units,
    kernelInitializer: initializers.glorotUniform({ seed }),
    // The usual orthogonal start is not to be had: tfjs's calls chained methods that only the union package defines.
    recurrentInitializer: initializers.glorotUniform({ seed: seed + 1 }),
    name: 'encoder',
  });
}
