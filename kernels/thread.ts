import { workerData } from 'node:worker_threads';
import { doneAt, failedAt, type KernelExports, wakeAt } from './layout.ts';

/** What a thread that helps is started with. */
export interface ThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly queue: number;
  readonly thread: number;
}

const { module, memory, queue, thread } = workerData as ThreadData;
const { work } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
const words = new Int32Array(memory.buffer, queue, 16);
for (;;) {
  const seen = Atomics.load(words, wakeAt);
  try {
    work(queue, thread);
  } catch {
    // A trap is a fault of ours. The chunk is lost: the main thread is told, so that it throws in place of waiting.
    Atomics.store(words, failedAt, 1);
    Atomics.notify(words, doneAt);
  }
  Atomics.wait(words, wakeAt, seen);
}
