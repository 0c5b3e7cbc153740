import * as tf from '@tensorflow/tfjs-core';
import { layers, type RNN } from '@tensorflow/tfjs-layers';
import { createGru, type Gru } from '../kernels/index.ts';

type GruArguments = Parameters<typeof layers.gru>[0];
type CallArguments = Parameters<RNN['call']>;

/** What the stock layer holds that its types don't say. */
interface StockLayer extends RNN {
  readonly cell: RNN['cell'] & {
    readonly units: number;
    readonly kernel: { read(): tf.Tensor };
    readonly recurrentKernel: { read(): tf.Tensor };
    readonly bias?: { read(): tf.Tensor };
  };
}

// tfjs does not export the class, only a function that makes one. Naming the layer leaves the count behind automatic names as it was.
const StockGru = layers.gru({ units: 1, name: 'stock' }).constructor as new (arguments_: GruArguments) => StockLayer;

/**
 * `layers.gru` computed by our kernels in one call over all steps. It differs from the stock layer in `call` alone: class name, weights and configuration are
 * inherited, so a saved model names a `GRU` and loads wherever tfjs runs. What the kernels don't do (a mask that is not padding in front, dropout while training,
 * a carried state, other activations) the stock code does.
 */
class FusedGru extends StockGru {
  private gru: Gru | undefined;

  override call(inputs: CallArguments[0], keywords: CallArguments[1]): tf.Tensor | tf.Tensor[] {
    const input = (Array.isArray(inputs) ? inputs[0]! : inputs) as tf.Tensor3D;
    const fused = this.fused(input, keywords);
    if (!fused) return super.call(inputs, keywords);
    const starts = startsOf(keywords?.mask);
    if (starts === 'not padding in front') return super.call(inputs, keywords);
    return tf.tidy(() => {
      const { kernel, recurrentKernel, bias, units } = this.cell;
      const weights = [kernel.read(), recurrentKernel.read(), bias?.read() ?? tf.zeros([3 * units])] as const;
      return apply(fused, input, ...weights, starts);
    });
  }

  /** The kernels' form of this layer, if they can do what is asked. */
  private fused(input: tf.Tensor3D, keywords: CallArguments[1]): Gru | undefined {
    const { activation, recurrentActivation, dropout, recurrentDropout } = this.cell.getConfig();
    const dropping = keywords?.training === true && (dropout !== 0 || recurrentDropout !== 0);
    const carried = this.stateful || this.returnState || keywords?.initialState != null;
    if (dropping || carried || this.goBackwards || activation !== 'tanh' || input.shape[1] === 0) return undefined;
    if (recurrentActivation !== 'sigmoid' && recurrentActivation !== 'hardSigmoid') return undefined;
    this.gru ??= createGru({
      features: input.shape[2],
      units: this.cell.units,
      recurrentActivation,
      returnSequences: this.returnSequences,
    });
    return this.gru;
  }
}

/** A layer as `layers.gru` makes it, computed by our kernels. */
export function fusedGru(options: GruArguments): RNN {
  return new FusedGru(options);
}

/** From now on models that this process loads compute their GRU layers with our kernels. */
export function registerFusedGru(): void {
  tf.serialization.registerClass(FusedGru as unknown as tf.serialization.SerializableConstructor<RNN>);
}

/** [batch, steps, features] → [batch, units] or [batch, steps, units], with gradients for everything given. */
function apply(
  gru: Gru,
  input: tf.Tensor3D,
  kernel: tf.Tensor,
  recurrentKernel: tf.Tensor,
  bias: tf.Tensor,
  starts: Int32Array | undefined,
): tf.Tensor {
  const [batch, steps] = input.shape;
  const { units, returnSequences } = gru.shape;
  const weights = {
    kernel: floats(kernel),
    recurrentKernel: floats(recurrentKernel),
    bias: floats(bias),
  };
  const data = { inputs: floats(input), batch, steps, ...(starts ? { starts } : {}) };
  const shape = returnSequences ? [batch, steps, units] : [batch, units];
  if (!tf.engine().isTapeOn()) return tf.tensor(gru.predict(weights, data), shape);
  const pass = gru.forward(weights, data);
  const operation = tf.customGrad(() => ({
    value: tf.tensor(pass.outputs, shape),
    gradFunc: (gradient: tf.Tensor) => {
      const gradients = pass.backward(floats(gradient), { inputs: true });
      return [
        tf.tensor(gradients.inputs!, input.shape),
        tf.tensor(gradients.kernel, kernel.shape),
        tf.tensor(gradients.recurrentKernel, recurrentKernel.shape),
        tf.tensor(gradients.bias, bias.shape),
      ];
    },
  }));
  return operation(input, kernel, recurrentKernel, bias);
}

function floats(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}

/** Each sequence's first step that is not masked, if all masked steps come before it. */
function startsOf(mask: tf.Tensor | tf.Tensor[] | null | undefined): Int32Array | undefined | 'not padding in front' {
  const tensor = Array.isArray(mask) ? mask[0] : mask;
  if (!tensor) return undefined;
  const [batch, steps] = tensor.shape as [number, number];
  const kept = tensor.dataSync();
  const starts = new Int32Array(batch);
  for (let row = 0; row < batch; row++) {
    let start = 0;
    while (start < steps && !kept[row * steps + start]) start++;
    for (let step = start; step < steps; step++) if (!kept[row * steps + step]) return 'not padding in front';
    starts[row] = start;
  }
  return starts;
}
