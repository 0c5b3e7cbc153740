import { type Arena, createArena } from './arena.ts';
import { type Engine, sharedEngine } from './engine.ts';

/** Sequences of a chunk: few enough that what a chunk keeps of a step stays in the nearest cache. */
const mostChunkRows = 32;
const forwardJob = 1;
const backwardJob = 2;

export interface GruShape {
  readonly features: number;
  readonly units: number;
  /** Of the gates z and r. tfjs's `layers.gru` has `hardSigmoid` unless told otherwise. */
  readonly recurrentActivation: 'sigmoid' | 'hardSigmoid';
  /** True: the states after every step; false: after the last. */
  readonly returnSequences: boolean;
}

/** As in `tf.layers.gru`: row by row, gates in the order z, r, h. */
export interface GruWeights {
  /** [features, 3·units] */
  readonly kernel: Float32Array;
  /** [units, 3·units] */
  readonly recurrentKernel: Float32Array;
  /** [3·units] */
  readonly bias: Float32Array;
}

export interface GruBatch {
  /** [batch, steps, features] */
  readonly inputs: Float32Array;
  readonly batch: number;
  readonly steps: number;
  /** Each sequence's first step that is not padding, [batch]; the state is 0 before it, and what stands there is not read. Absent: none is padded. */
  readonly starts?: Int32Array;
}

export interface GruGradients extends GruWeights {
  /** [batch, steps, features], 0 where there is padding; only when asked for. */
  readonly inputs?: Float32Array;
}

/** A forward pass that waits for its backward pass. */
export interface GruPass {
  /** [batch, units], or [batch, steps, units] with `returnSequences`. */
  readonly outputs: Float32Array;
  /** The gradients, given the loss's gradient by `outputs`, of the same shape. Can be called once, and before `release`. */
  backward(outputGradient: Float32Array, wanted?: { readonly inputs: boolean }): GruGradients;
  /** Gives the pass's memory back; done by `backward` itself, and harmless after it. */
  release(): void;
}

/** A gated recurrent unit (Cho et al. 2014), computed in one call over all steps, as `tf.layers.gru` does: tanh, the reset gate before the product. */
export interface Gru {
  readonly shape: GruShape;
  /** The outputs alone: [batch, units], or [batch, steps, units]. */
  predict(weights: GruWeights, batch: GruBatch): Float32Array;
  /** The outputs, with what back-propagation needs kept. */
  forward(weights: GruWeights, batch: GruBatch): GruPass;
}

/** Same inputs, same bytes: whatever the number of threads, and for each sequence whatever else is in the batch. */
export function createGru(shape: GruShape, engine: Engine = sharedEngine()): Gru {
  const { features, units } = shape;
  for (const [name, value] of Object.entries({ features, units })) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`a GRU needs 1 or more ${name}, not ${value}`);
  }
  const sizes = sizesOf(engine, shape);
  return {
    shape,
    predict(weights, batch) {
      const memory = createArena(engine);
      try {
        const { words, outputs } = prepare(engine, shape, sizes, memory, weights, batch);
        engine.run(words, Math.ceil(batch.batch / chunkRowsOf(batch.batch)));
        return outputs.slice();
      } finally {
        memory.release();
      }
    },
    forward(weights, batch) {
      const memory = createArena(engine);
      const chunkRows = chunkRowsOf(batch.batch);
      const chunks = Math.ceil(batch.batch / chunkRows);
      try {
        const { words, outputs } = prepare(engine, shape, sizes, memory, weights, batch);
        const savedBytes = 4 * chunkRows * ((batch.steps + 1) * sizes.stateRow + batch.steps * sizes.gateRow);
        const saved = memory.allocate(savedBytes * chunks);
        words.splice(word.saved, 2, saved, savedBytes);
        engine.run(words, chunks);
        return createPass(engine, shape, sizes, memory, words, batch, outputs.slice());
      } catch (error) {
        memory.release();
        throw error;
      }
    },
  };
}

function createPass(
  engine: Engine,
  shape: GruShape,
  sizes: Sizes,
  memory: Arena,
  words: number[],
  batch: GruBatch,
  outputs: Float32Array,
): GruPass {
  const { features, units } = shape;
  const chunks = Math.ceil(batch.batch / chunkRowsOf(batch.batch));
  const pass: GruPass = {
    outputs,
    release: memory.release,
    backward(outputGradient, wanted = { inputs: false }) {
      if (memory.released) throw new Error('this forward pass has been released or used by another backward pass');
      checkLength('outputGradient', outputGradient, outputs.length);
      try {
        const inputs = batch.inputs.length;
        const gradients = memory.allocate(4 * sizes.gradientFloats * chunks);
        const inputGradient = wanted.inputs ? memory.allocate(4 * inputs) : 0;
        const kernel = memory.allocate(4 * features * 3 * units);
        const recurrent = memory.allocate(4 * units * 3 * units);
        const bias = memory.allocate(4 * 3 * units);
        words.splice(
          word.outputGradient,
          4,
          memory.place(outputGradient),
          gradients,
          4 * sizes.gradientFloats,
          inputGradient,
        );
        words[word.kind] = backwardJob;
        engine.run(words, chunks);
        const { gatherGradients } = engine.exports;
        gatherGradients(gradients, chunks, 4 * sizes.gradientFloats, features, units, kernel, recurrent, bias);
        return {
          kernel: engine.floats(kernel, features * 3 * units).slice(),
          recurrentKernel: engine.floats(recurrent, units * 3 * units).slice(),
          bias: engine.floats(bias, 3 * units).slice(),
          ...(wanted.inputs ? { inputs: engine.floats(inputGradient, inputs).slice() } : {}),
        };
      } finally {
        memory.release();
      }
    },
  };
  forgotten.register(pass, memory.release);
  return pass;
}

/** Gives back the memory of passes that nobody holds any more. */
const forgotten = new FinalizationRegistry<() => void>((release) => release());

/** Where a field stands among the job's words (see GruJob in assembly/gru-job.ts). */
const word = { kind: 0, saved: 12, outputGradient: 16 } as const;

/** Floats of the kernels' own rows and sums. */
interface Sizes {
  readonly stateRow: number;
  readonly gateRow: number;
  readonly packedFloats: number;
  readonly gradientFloats: number;
}

function sizesOf({ exports }: Engine, { features, units }: GruShape): Sizes {
  const padded = (size: number) => Math.ceil(size / 8) * 8;
  return {
    stateRow: 2 * padded(units) + padded(features),
    gateRow: 3 * padded(units),
    packedFloats: exports.packedFloats(features, units),
    gradientFloats: exports.gradientFloats(features, units),
  };
}

/** Checks the arrays, brings them into the kernels' memory, and writes the job of a forward pass that keeps nothing. */
function prepare(
  engine: Engine,
  { features, units, recurrentActivation, returnSequences }: GruShape,
  sizes: Sizes,
  memory: Arena,
  weights: GruWeights,
  { inputs, batch, steps, starts }: GruBatch,
): { words: number[]; outputs: Float32Array } {
  checkLength('kernel', weights.kernel, features * 3 * units);
  checkLength('recurrentKernel', weights.recurrentKernel, units * 3 * units);
  checkLength('bias', weights.bias, 3 * units);
  checkLength('inputs', inputs, batch * steps * features);
  if (starts) checkStarts(starts, batch, steps);
  const packed = memory.allocate(4 * sizes.packedFloats);
  engine.exports.packWeights(
    memory.place(weights.kernel),
    memory.place(weights.recurrentKernel),
    memory.place(weights.bias),
    features,
    units,
    packed,
  );
  const outputFloats = batch * units * (returnSequences ? steps : 1);
  const outputs = memory.allocate(4 * outputFloats);
  const chunkRows = chunkRowsOf(batch);
  const scratchBytes = 4 * chunkRows * (sizes.stateRow + sizes.gateRow);
  const words = [
    forwardJob,
    memory.place(inputs),
    outputs,
    starts ? memory.place(starts) : 0,
    batch,
    steps,
    features,
    units,
    chunkRows,
    recurrentActivation === 'hardSigmoid' ? 1 : 0,
    returnSequences ? 1 : 0,
    packed,
    0,
    0,
    memory.allocate(scratchBytes * engine.threads),
    scratchBytes,
    0,
    0,
    0,
    0,
  ];
  return { words, outputs: engine.floats(outputs, outputFloats) };
}

/** A batch of a few dozen is cut in two, so that two threads have the same to do. */
function chunkRowsOf(batch: number): number {
  return Math.min(mostChunkRows, 4 * Math.ceil(batch / 8));
}

function checkStarts(starts: Int32Array, batch: number, steps: number): void {
  checkLength('starts', starts, batch);
  const wrong = starts.find((start) => start < 0 || start > steps);
  if (wrong !== undefined) throw new RangeError(`a sequence's start must be from 0 to ${steps}, not ${wrong}`);
}

function checkLength(name: string, values: ArrayLike<number>, expected: number): void {
  if (values.length !== expected) throw new RangeError(`${name} has ${values.length} values, not ${expected}`);
}
