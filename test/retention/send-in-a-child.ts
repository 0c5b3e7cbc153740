import { once } from 'node:events';
import { smtpTransport } from '../../retention/delivery/smtp.ts';
import { learnFromJournal } from '../../retention/restored.ts';
import { sendPass } from '../../retention/send-pass.ts';
import { openSender } from '../../retention/sender.ts';
import { openStore } from '../../retention/store.ts';
import { contactOf, noon, settings } from './a-sending-shop.ts';

/** Run as a process of its own, so that a test can kill it: one pass over the outbox of a folder, once it is told to go. It kills itself at the third mail's moment of that name, if one is given, or sends itself another signal. */
const [folder, port, killAt, signal = 'SIGKILL'] = process.argv.slice(2) as [string, string, string?, NodeJS.Signals?];
await once(process, 'message');
const store = openStore(folder);
learnFromJournal(store, noon);
const sender = openSender(store);
const transport = smtpTransport({ kind: 'smtp', host: '127.0.0.1', port: Number(port), security: 'none' }, undefined);
const { policy, shop, delivery } = settings;
let seen = 0;
await sendPass({
  store,
  sender,
  transport,
  policy,
  shop,
  delivery,
  clock: () => noon,
  readShop: async () => ({ contact: (id) => contactOf(id), product: () => null }),
  onMoment(moment) {
    if (moment === killAt && ++seen === 3) process.kill(process.pid, signal);
  },
});
if (killAt === 'released') process.kill(process.pid, 'SIGKILL');
transport.close();
sender.close();
store.close();
process.disconnect?.();
