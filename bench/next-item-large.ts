import { seededRandom } from '../config/index.ts';
import type { History } from '../embeddings/history.ts';
import { fitNextItem, nextItemSettings, refitNextItem } from '../embeddings/next-item/fit.ts';
import { signalsOfRows } from '../embeddings/signals.ts';
import { sharedEngine } from '../kernels/index.ts';
import type { CustomerId, ProductId } from '../warehouse/index.ts';

/** A shop at the size that the targets name, whose softmax is over a sample of the items. */
const [customers, each, items] = [50_000, 20, 50_000];
const [mostMinutes, mostGibibytes] = [10, 3];
const hour = 3_600_000;

/** Customers who walk on from item to item in small steps, among items of which some are far more popular than others. */
function simulated(): History {
  const random = seededRandom(1);
  const item = new Int32Array(customers * each);
  for (let c = 0, row = 0; c < customers; c++) {
    let at = Math.floor(items * random() ** 3);
    for (let step = 0; step < each; step++, row++) {
      item[row] = at;
      at = random() < 0.7 ? (at + 1 + Math.floor(3 * random())) % items : Math.floor(items * random() ** 3);
    }
  }
  const history = {
    asOf: each * hour,
    customers: Array.from({ length: customers }, (_, c) => `c${c}` as CustomerId),
    items: Array.from({ length: items }, (_, i) => `i${i}` as ProductId),
    start: Int32Array.from({ length: customers + 1 }, (_, c) => c * each),
    item,
    time: Float64Array.from(item, (_, row) => (row % each) * hour),
    basket: Int32Array.from(item, (_, row) => row % each),
    quantity: new Float32Array(item.length).fill(Number.NaN),
    price: new Float32Array(item.length).fill(Number.NaN),
    ordered: false,
  };
  return { ...history, signals: signalsOfRows(history) };
}

const history = simulated();
const settings = nextItemSettings(history);
console.log(
  `next item by GRU at ${history.item.length.toLocaleString('en')} rows over ${items.toLocaleString('en')} items, ${settings.width} wide, ${sharedEngine().threads} threads: learnt with the newest steps held out, then from everything`,
);
const started = performance.now();
const { epochs } = fitNextItem(history, settings, 1);
refitNextItem(history, settings, epochs, 1);
const minutes = (performance.now() - started) / 60_000;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const processorMinutes = (userCPUTime + systemCPUTime) / 6e7;
const gibibytes = (maxRSS * 1024) / 2 ** 30;
const inTime = minutes <= mostMinutes ? 'reached' : 'not reached';
const small = gibibytes <= mostGibibytes ? 'reached' : 'not reached';
console.log(
  `  training  ${minutes.toFixed(1)} minutes for ${settings.epochs} and ${epochs} epochs, target ≤ ${mostMinutes}: ${inTime}`,
);
console.log(`            ${processorMinutes.toFixed(1)} minutes of processor time`);
console.log(`  memory    ${gibibytes.toFixed(2)} GiB for the whole process, target ≤ ${mostGibibytes} GiB: ${small}`);
