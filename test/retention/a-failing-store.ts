import type { Store } from '../../retention/index.ts';

export class DiskFault extends Error {
  override name = 'DiskFault';
}

/**
 * The store, whose `failAt`-th change fails: every statement that writes, every commit and every line of the journal counts. A failing commit was not done; one call later it was, and nobody was told.
 * `count` says how many changes there were.
 */
export function failingStore(store: Store, failAt: number): { readonly store: Store; readonly count: () => number } {
  let count = 0;
  const change = <T>(work: () => T): T => {
    if (++count === failAt) throw new DiskFault(`change ${failAt} failed`);
    return work();
  };
  const committing =
    (commit: Store['write']): Store['write'] =>
    (work) => {
      const done = change(() => commit(work));
      // Done, and the word of it lost.
      return change(() => done);
    };
  const { database } = store;
  const failing = new Proxy(database, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name === 'prepare') return (sql: string) => failingStatement(target.prepare(sql));
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const failingStatement = (statement: ReturnType<typeof database.prepare>): typeof statement =>
    new Proxy(statement, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        if (name === 'run') return (...bound: unknown[]) => change(() => Reflect.apply(target.run, target, bound));
        if (name === 'pluck' || name === 'raw') {
          return (on = true) => failingStatement(name === 'pluck' ? target.pluck(on) : target.raw(on));
        }
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return {
    store: {
      ...store,
      database: failing,
      journal: { read: store.journal.read, append: (line) => change(() => store.journal.append(line)) },
      write: committing(store.write),
      writeSoon: committing(store.writeSoon),
    },
    count: () => count,
  };
}
