import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import util from 'node:util';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** What computes the tensors. */
export interface Backend {
  readonly name: 'tensorflow' | 'wasm';
  /** For people: what it is, and why not the other. */
  readonly description: string;
}

let started: Promise<Backend> | undefined;

/**
 * Starts the fastest tensor engine that is there, once in a process: TensorFlow itself when `@tensorflow/tfjs-node` is installed and loads, else WebAssembly.
 * Every function of this room that touches tensors awaits it first.
 */
export function startBackend(): Promise<Backend> {
  started ??= startNative(() => import('@tensorflow/tfjs-node' as string)).then((native) =>
    native.started ? native.backend : startWasm(native.reason),
  );
  return started;
}

type NativeStart = { started: true; backend: Backend } | { started: false; reason: string };

/** Tries TensorFlow's own library. `load` imports it; what it throws is the reason that WebAssembly is used. */
export async function startNative(load: () => Promise<unknown>): Promise<NativeStart> {
  // tfjs-node 4.22 calls two functions that Node 23 removed (tensorflow/tfjs#8609); they are put back before it loads.
  const gone = util as unknown as Record<string, unknown>;
  gone.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  gone.isArray ??= Array.isArray;
  try {
    await load();
    if (!(await tf.setBackend('tensorflow'))) return { started: false, reason: '@tensorflow/tfjs-node did not start' };
    await tf.ready();
    return {
      started: true,
      backend: { name: 'tensorflow', description: 'TensorFlow (native, @tensorflow/tfjs-node)' },
    };
  } catch (error) {
    const missing = (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
    const message = (error as Error).message.split('\n')[0];
    return {
      started: false,
      reason: missing ? '@tensorflow/tfjs-node is not installed' : `@tensorflow/tfjs-node does not load: ${message}`,
    };
  }
}

async function startWasm(whyNotNative: string): Promise<Backend> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(entry)}/`);
  await tf.setBackend('wasm');
  await tf.ready();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    name: 'wasm',
    description: `WebAssembly${simd ? ' with SIMD' : ''}, one thread (${whyNotNative})`,
  };
}

/** The name of the tensor engine in use, started if need be. */
export async function tensorBackend(): Promise<Backend['name']> {
  return (await startBackend()).name;
}
