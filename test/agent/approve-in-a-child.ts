import { approveDraft, buildRetainGraph } from '../../agent/index.ts';
import { openShop } from './a-shop.ts';

/** Run as a process of its own, so that it can die: approves a draft of the shop that lies in a folder, and is killed before the commit or right after it. */
const [folder, draft_id, moment] = process.argv.slice(2) as [string, string, 'before the commit' | 'after the commit'];
const die = () => void process.kill(process.pid, 'SIGKILL');
const shop = await openShop(2, folder);
const { store } = shop;
const room = shop.room({
  store: {
    ...store,
    write(work) {
      const done = store.write(work);
      if (moment === 'after the commit') die();
      return done;
    },
  },
});
const alongside = () => {
  if (moment === 'before the commit') die();
};
await approveDraft(room, buildRetainGraph(room), { id: draft_id, by: 'ann', alongside });
