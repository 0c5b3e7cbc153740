import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../config/index.ts';

/** The compiled kernels, and whether they use the fused multiply-add of relaxed SIMD. */
export interface Binary {
  readonly module: WebAssembly.Module;
  readonly relaxed: boolean;
}

/**
 * Compiles the kernels that suit this engine: those with relaxed SIMD where it has it, else the plain ones.
 * Throws a UserError when they have not been built.
 */
export function compileBinary(folder: string, relaxedAllowed = true): Binary {
  const relaxed = relaxedAllowed ? read(folder, 'kernels-relaxed.wasm') : undefined;
  if (relaxed && WebAssembly.validate(relaxed)) return { module: new WebAssembly.Module(relaxed), relaxed: true };
  return { module: new WebAssembly.Module(read(folder, 'kernels.wasm')), relaxed: false };
}

function read(folder: string, name: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(`the compiled kernels are missing (${join(folder, name)}): run \`npm run build:kernels\``);
  }
}
