import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { seededRandom } from '../config/index.ts';
import { batchGradients, initialWeights, parametersOf } from '../embeddings/next-item/network.ts';
import { gaps, type Steps } from '../embeddings/next-item/steps.ts';
import { createAdamW, measurePeak, sharedEngine, startEngine } from '../kernels/index.ts';
import { line, measure, median } from './measure.ts';

/** As in MovieLens-100K: so many items, and a batch of so many sequences of so many steps. */
const [items, sequences, length, width] = [1682, 40, 100, 64];
const rows = sequences * length;
/** Multiplications and additions of a step: the softmax's three products, and the GRU's forwards and backwards. */
const operations = 3 * 2 * items * width + 3 * 2 * 3 * width * (2 * width);

const random = seededRandom(1);
/** Every sequence belongs to a customer of one step more, which is its last target. */
const steps: Steps = {
  start: Int32Array.from({ length: sequences + 1 }, (_, c) => c * (length + 1)),
  itemStart: Int32Array.from({ length: sequences * (length + 1) + 1 }, (_, step) => step),
  item: Int32Array.from({ length: sequences * (length + 1) }, () => Math.floor(random() * items)),
  gap: Uint8Array.from({ length: sequences * (length + 1) }, () => Math.floor(random() * gaps)),
};
const batch = {
  steps: length,
  first: steps.start.slice(0, sequences),
  last: Int32Array.from({ length: sequences }, (_, c) => (c + 1) * (length + 1) - 1),
};
const end = Int32Array.from({ length: sequences * (length + 1) }, (_, step) => {
  return (Math.floor(step / (length + 1)) + 1) * (length + 1);
});

/** One training step: forwards, backwards, AdamW. */
function trainer(threads: number): () => void {
  const engine = threads === sharedEngine().threads ? sharedEngine() : startEngine({ threads });
  const weights = initialWeights(items, width, seededRandom(1));
  const parameters = parametersOf(weights);
  const optimizer = createAdamW(
    parameters,
    parameters.map(() => true),
    { weightDecay: 0.01, clip: 5 },
  );
  const settings = { inputDropout: 0.3, stateDropout: 0.3, ahead: 1 };
  return () => {
    const { gradients } = batchGradients(weights, steps, end, new Float64Array(items), batch, settings, random, engine);
    optimizer.step(gradients, 1e-3);
  };
}

/** PyTorch's steps a second, if PYTHON names an interpreter that has it: the median of three runs, with as many threads as we use. */
function pytorch(threads: number): number | undefined {
  const python = process.env.PYTHON;
  if (!python) return undefined;
  const script = join(import.meta.dirname, 'next_item_pytorch.py');
  const runs = Array.from({ length: 3 }, () => {
    const { stdout, stderr, status } = spawnSync(python, [script, String(threads)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`PyTorch did not run: ${stderr}`);
    return (JSON.parse(stdout) as { train: number }).train;
  });
  return median(runs);
}

const { threads } = sharedEngine();
const peer = pytorch(threads);
const rates = measure([
  { name: '1 thread', units: rows, run: trainer(1) },
  { name: `${threads} threads`, units: rows, run: trainer(threads) },
]);
const alone = rates.get('1 thread')!;
const together = rates.get(`${threads} threads`)!;
console.log(`next item by GRU, training: ${items} items, ${sequences} sequences of ${length} steps, ${width} wide`);
console.log(line('ours, 1 thread', alone, 'steps/s', alone));
console.log(line(`ours, ${threads} threads`, together, 'steps/s', alone));
const reached = (together * operations) / 1e9;
const peak = measurePeak(sharedEngine(), () => performance.now());
console.log(`  ${reached.toFixed(1)} GFLOP/s, ${((100 * reached) / peak).toFixed(0)} % of the peak`);
if (peer) console.log(line(`beside PyTorch (${Math.round(peer)}/s)`, together, 'steps/s', peer, 1));
else console.log('  PyTorch was not measured: set PYTHON to an interpreter that has it');
