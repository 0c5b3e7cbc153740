/** Adam with decoupled weight decay (Loshchilov and Hutter 2019) over a list of parameter arrays, which it changes in place. */
export interface AdamW {
  /** One step down the gradients, which are scaled so that their common norm is at most `clip`. Weight decay spares what `decayed` names as false. */
  step(gradients: readonly Float32Array[], learningRate: number): void;
}

export function createAdamW(
  parameters: readonly Float32Array[],
  decayed: readonly boolean[],
  options: { readonly weightDecay: number; readonly clip: number },
): AdamW {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const first = parameters.map((values) => new Float64Array(values.length));
  const second = parameters.map((values) => new Float64Array(values.length));
  let steps = 0;
  return {
    step(gradients, learningRate) {
      steps++;
      let squares = 0;
      for (const gradient of gradients) for (const g of gradient) squares += g * g;
      const scale = Math.min(1, options.clip / (Math.sqrt(squares) + 1e-12));
      const correction1 = 1 - beta1 ** steps;
      const correction2 = 1 - beta2 ** steps;
      for (let p = 0; p < parameters.length; p++) {
        const values = parameters[p]!;
        const gradient = gradients[p]!;
        const m = first[p]!;
        const v = second[p]!;
        const decay = decayed[p] ? 1 - learningRate * options.weightDecay : 1;
        for (let i = 0; i < values.length; i++) {
          const g = gradient[i]! * scale;
          m[i] = beta1 * m[i]! + (1 - beta1) * g;
          v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
          values[i] =
            values[i]! * decay - (learningRate * m[i]!) / correction1 / (Math.sqrt(v[i]! / correction2) + epsilon);
        }
      }
    },
  };
}
