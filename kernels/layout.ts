/** The words of the queue, as indices of i32 (see assembly/queue.ts). */
export const chunksAt = 2;
export const doneAt = 3;
export const wakeAt = 4;
export const failedAt = 5;
/** Where the job's words start. */
export const jobAt = 16;

/** What the compiled kernels export; addresses and sizes in bytes unless a name says otherwise. */
export interface KernelExports {
  work(queue: number, thread: number): void;
  packedFloats(features: number, units: number): number;
  gradientFloats(features: number, units: number): number;
  packWeights(kernel: number, recurrent: number, bias: number, features: number, units: number, to: number): void;
  gatherGradients(
    gradients: number,
    chunks: number,
    gradientBytes: number,
    features: number,
    units: number,
    kernel: number,
    recurrent: number,
    bias: number,
  ): void;
  packItems(
    vectors: number,
    count: number,
    width: number,
    items: number,
    itemPanels: number,
    columnPanels: number,
  ): void;
  writeConstants(): void;
  activate(values: number, count: number, which: number): void;
}
