import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { compileBinary } from './binary.ts';
import { chunksAt, doneAt, failedAt, jobAt, type KernelExports, wakeAt } from './layout.ts';
import { type Allocator, createAllocator } from './memory.ts';
import type { ThreadData } from './thread.ts';

/** More threads than this wait for memory more than they compute. */
const mostThreads = 16;
const initialPages = 16;
const maximumPages = 32_768;
/** The kernels' constants stand in the first kilobyte, so that address 0 means nothing. */
const queue = 1024;
const queueBytes = 1024;
/** A next chunk that no job has. */
const closed = 0x7fff_ffffn;

export interface EngineOptions {
  /** Threads that compute, the calling one included. Every number gives the same bytes. */
  readonly threads?: number;
  /** False: the kernels without relaxed SIMD, as engines that lack it run them. */
  readonly relaxed?: boolean;
}

/** Loaded kernels, their memory, and the threads that share it. */
export interface Engine {
  readonly exports: KernelExports;
  readonly allocator: Allocator;
  readonly relaxed: boolean;
  readonly threads: number;
  /** `length` floats at an address. The view stays valid when the memory grows. */
  floats(address: number, length: number): Float32Array;
  /** `length` doubles at an address. */
  doubles(address: number, length: number): Float64Array;
  /** `length` whole numbers at an address. */
  integers(address: number, length: number): Int32Array;
  /** `length` bytes at an address. */
  bytes(address: number, length: number): Uint8Array;
  /** Runs a job's chunks on all threads and returns when all are done. `words` are the job's fields from `kind` on. */
  run(words: readonly number[], chunks: number): void;
  /** Ends the helping threads; the calling thread can go on alone. */
  stop(): Promise<void>;
}

let shared: Engine | undefined;

/** The engine of this thread of JavaScript, started at first use with a thread a core. Its threads don't keep the process alive. */
export function sharedEngine(): Engine {
  shared ??= startEngine();
  return shared;
}

/** Loads the kernels. The helping threads start in the background: until they are there the calling thread does the work alone. */
export function startEngine({ threads = availableParallelism(), relaxed = true }: EngineOptions = {}): Engine {
  const count = Math.max(1, Math.min(mostThreads, threads));
  const binary = compileBinary(import.meta.dirname, relaxed);
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum: maximumPages, shared: true });
  const instance = new WebAssembly.Instance(binary.module, { env: { memory } });
  const exports = instance.exports as unknown as KernelExports;
  exports.writeConstants();
  const words = new Int32Array(memory.buffer, queue, queueBytes / 4);
  const workers = Array.from({ length: count - 1 }, (_, helper) => {
    const data: ThreadData = { module: binary.module, memory, queue, thread: helper + 1 };
    const worker = new Worker(new URL(`./thread${extname(import.meta.filename)}`, import.meta.url), {
      workerData: data,
      execArgv: [],
    });
    worker.unref();
    return worker;
  });
  const next = new BigInt64Array(memory.buffer, queue, 1);
  let number = 0n;

  return {
    exports,
    allocator: createAllocator(memory, queue + queueBytes, maximumPages * 65_536),
    relaxed: binary.relaxed,
    threads: count,
    floats: (address, length) => new Float32Array(memory.buffer, address, length),
    doubles: (address, length) => new Float64Array(memory.buffer, address, length),
    integers: (address, length) => new Int32Array(memory.buffer, address, length),
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
    run(job, chunks) {
      if (chunks === 0) return;
      // Closed before the job is written and opened in one store after: a thread that read in between finds that the word has changed.
      Atomics.store(next, 0, (number << 32n) | closed);
      for (let word = 0; word < job.length; word++) words[jobAt + word] = job[word]!;
      Atomics.store(words, chunksAt, chunks);
      Atomics.store(words, doneAt, 0);
      number = BigInt.asIntN(31, number + 1n);
      Atomics.store(next, 0, number << 32n);
      if (chunks > 1 && workers.length > 0) {
        Atomics.add(words, wakeAt, 1);
        Atomics.notify(words, wakeAt);
      }
      exports.work(queue, 0);
      for (let done = Atomics.load(words, doneAt); done < chunks; done = Atomics.load(words, doneAt)) {
        if (Atomics.load(words, failedAt) !== 0) throw new Error('a kernel failed on a helping thread');
        Atomics.wait(words, doneAt, done, 100);
      }
    },
    async stop() {
      await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
    },
  };
}
