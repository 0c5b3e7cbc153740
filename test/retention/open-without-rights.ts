import { openStore, type Store, StoreReadOnly } from '../../retention/index.ts';

/** A process that opens a store, changes it and says what it was told. As root it first becomes nobody, whom the rights of files hold. */
const [folder] = process.argv.slice(2);
// Loads SQLite while the program's own files may be read.
openStore(':memory:').close();
if (process.getuid?.() === 0) {
  process.setgroups!([]);
  process.setgid!(65534);
  process.setuid!(65534);
}
const change = (store: Store) =>
  store.write(() => {
    store.database.exec(
      `INSERT INTO campaigns (campaign, started_at, currency, policy, budget) VALUES ('new', '', 'GBP', '', 1)`,
    );
    store.journal.append({ kind: 'handed_over', intent: 'i-1' });
  });
try {
  const store = openStore(folder!);
  try {
    change(store);
  } finally {
    store.close();
  }
  console.log(JSON.stringify({ told: 'nothing' }));
} catch (error) {
  console.log(
    JSON.stringify({
      told: error instanceof StoreReadOnly ? 'StoreReadOnly' : (error as Error).name,
      message: (error as Error).message,
    }),
  );
}
