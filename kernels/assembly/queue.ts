import { gruBackward } from './gru-backward';
import { gruForward } from './gru-forward';
import { GruJob } from './gru-job';
import { addTree, BinningJob, cutIntoBins, HistogramJob, sumHistograms, TreeJob } from './histograms';
import { GramJob, gramOfChunk, IalsJob, solveRows } from './ials';
import { eliminateRows, InversionJob, squareRows } from './inversion';
import { multiplyAddPeak } from './multiply-add';
import { itemGradients, SoftmaxJob, softmaxOverItems } from './softmax';
import { TextJob } from './text-job';
import { scoreTexts } from './text-scores';
import { searchTopK, TopKJob } from './top-k';
import { addWeightedGram, WeightedGramJob } from './weighted-gram';

/**
 * The one queue of work, in memory that all threads share:
 * 0: i64, the job's number in the high half, its next chunk in the low half; 8: i32 chunks of the job; 12: i32 chunks done; 16: i32 for idle threads to wait on;
 * 64: the job.
 */
export const jobAt: usize = 64;

/**
 * Takes chunks of the current job, one at a time, until none is left. The job is read only when it was still the same after a chunk was taken, and cannot
 * end before that chunk does.
 */
export function work(queue: usize, thread: i32): void {
  while (true) {
    const seen = atomic.load<i64>(queue);
    const chunk = <i32>seen;
    const chunks = atomic.load<i32>(queue, 8);
    if (chunk >= chunks) {
      // `chunks` may belong to the job after: look again if the job changed between the two reads.
      if (atomic.load<i64>(queue) === seen) return;
      continue;
    }
    if (atomic.cmpxchg<i64>(queue, seen, seen + 1) !== seen) continue;
    run(queue + jobAt, chunk, thread);
    if (atomic.add<i32>(queue, 1, 12) + 1 === chunks) atomic.notify(queue + 12, 1);
  }
}

function run(at: usize, chunk: i32, thread: i32): void {
  switch (load<i32>(at)) {
    case 1:
      gruForward(changetype<GruJob>(at), chunk, thread);
      break;
    case 2:
      gruBackward(changetype<GruJob>(at), chunk, thread);
      break;
    case 3:
      store<f32>(at, multiplyAddPeak(load<i32>(at, 4), at + 8), 16);
      break;
    case 4:
      searchTopK(changetype<TopKJob>(at), chunk);
      break;
    case 5:
      solveRows(changetype<IalsJob>(at), chunk, thread);
      break;
    case 6:
      gramOfChunk(changetype<GramJob>(at), chunk);
      break;
    case 7:
      sumHistograms(changetype<HistogramJob>(at), chunk);
      break;
    case 8:
      addTree(changetype<TreeJob>(at), chunk);
      break;
    case 9:
      cutIntoBins(changetype<BinningJob>(at), chunk);
      break;
    case 10:
      softmaxOverItems(changetype<SoftmaxJob>(at), chunk);
      break;
    case 11:
      itemGradients(changetype<SoftmaxJob>(at), chunk);
      break;
    case 12:
      scoreTexts(changetype<TextJob>(at), chunk, thread);
      break;
    case 13:
      eliminateRows(changetype<InversionJob>(at), chunk, thread);
      break;
    case 14:
      squareRows(changetype<InversionJob>(at), chunk, thread);
      break;
    case 15:
      addWeightedGram(changetype<WeightedGramJob>(at), chunk);
      break;
  }
}
