import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Warehouse } from '../../warehouse/index.ts';

/** What an ingest does to the world, one thing at a time, before it is done; may throw, or never return. */
export type OnStep = (label: string) => void;

const fileCalls = ['open', 'mkdir', 'rm', 'rename', 'chmod', 'link', 'copyFile', 'readFile'] as const;
const handleCalls = ['read', 'write', 'writeFile', 'sync', 'stat'] as const;

/**
 * The warehouse with every statement and every call to the file system announced to `onStep` first (and the end of a COMMIT once more,
 * after it). `stop` takes the announcements back.
 */
export async function watchSteps(warehouse: Warehouse, onStep: OnStep): Promise<{ watched: Warehouse; stop(): void }> {
  const undo: (() => void)[] = [];
  const announce = (owner: object, names: readonly string[], prefix: string) => {
    for (const name of names) {
      const original = Reflect.get(owner, name) as (...given: unknown[]) => Promise<unknown>;
      Reflect.set(owner, name, async function (this: unknown, ...given: unknown[]) {
        onStep(`${prefix}${name}`);
        return await original.apply(this, given);
      });
      undo.push(() => Reflect.set(owner, name, original));
    }
  };
  const handle = await fs.promises.open(import.meta.filename);
  const handles = Object.getPrototypeOf(handle);
  await handle.close();
  announce(handles, handleCalls, 'file ');
  announce(fs.promises, fileCalls, '');
  syncBuiltinESMExports();
  const connection = new Proxy(warehouse.connection, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      if (name !== 'run' && name !== 'runAndReadAll') return value.bind(target);
      return async (query: string, ...given: unknown[]) => {
        const label = query.trim().replace(/\s+/g, ' ').slice(0, 40);
        onStep(label);
        const result = await value.call(target, query, ...given);
        if (query === 'COMMIT') onStep('after COMMIT');
        return result;
      };
    },
  });
  return {
    watched: { ...warehouse, connection, close: () => warehouse.close() },
    stop() {
      for (const one of undo) one();
      syncBuiltinESMExports();
    },
  };
}
