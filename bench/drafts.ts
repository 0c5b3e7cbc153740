import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildRetainGraph, type RetentionSettings, retainSegment } from '../agent/index.ts';
import { id, modelAt, openShop } from '../test/agent/a-shop.ts';
import { complete, goodFor, openEndpoint } from '../test/agent/an-endpoint.ts';

/** Drafts by templates, and by an endpoint that takes a second a reply: `npm run bench -- drafts`. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const shop = await openShop(4);
const base = shop.ports();
/** As many customers as are asked for, each with the facts of one of four. */
const ports = shop.ports({
  score: async () => base.score(id(0)),
  profile: async (customer) => base.profile(id(Number(customer.slice(1)) % 4)),
});

async function draft(
  campaign: string,
  count: number,
  given: Partial<RetentionSettings> & { readonly concurrency?: number } = {},
) {
  const { concurrency, ...settings } = given;
  const room = shop.room({ ports, ...settings });
  const policy = { ...room.policy, budget: 1_000_000 };
  const customers = Array.from({ length: count }, (_, index) => id(index));
  const started = performance.now();
  const before = process.cpuUsage();
  const report = await retainSegment({ ...room, policy }, buildRetainGraph({ ...room, policy }), {
    campaign,
    customers,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  if (report.drafted !== count) throw new Error(`${report.drafted} of ${count} drafted: ${report.failed[0]?.message}`);
  return {
    seconds,
    rate: count / seconds,
    /** Seconds of processor time: what the machine's other work takes away is not in them. */
    processor: (user + system) / 1e6,
    byModel: report.written_by.model,
    ...memory(),
  };
}

/** MiB: what is still in use once everything else was collected, and what the process has had from the system by then, garbage between two collections included. */
function memory() {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { live: (heapUsed + external) / 2 ** 20, resident: rss / 2 ** 20 };
}

const verdict = (reached: boolean) => (reached ? 'reached' : 'not reached');

const first = await draft('warm', 1000);
const templates = await draft('templates', 10_000);
console.log(
  `  10,000 drafts by templates: ${templates.seconds.toFixed(1)} s, ${templates.processor.toFixed(1)} s of processor time; target ≤ 60 s: ${verdict(templates.seconds <= 60)}`,
);
console.log(
  `  memory in use after 1,000 of them ${first.live.toFixed(0)} MiB, after 11,000 ${templates.live.toFixed(0)} MiB; had from the system ${first.resident.toFixed(0)} and ${templates.resident.toFixed(0)} MiB`,
);

const endpoint = await openEndpoint(async (response, asked) => {
  await wait(1000);
  complete(response, goodFor(asked));
});
const model = await draft('model', 1280, { model: modelAt(endpoint.url, 60), concurrency: 32 });
console.log(
  `  drafts by an endpoint of 1 s a reply, 32 at once: ${model.rate.toFixed(1)} a second (${model.byModel} of 1,280 its own), ${((1000 * model.processor) / 1280).toFixed(1)} ms of processor time each; target ≥ 28: ${verdict(model.rate >= 28)}`,
);
await endpoint.close();
shop.close();
