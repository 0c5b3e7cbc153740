import type { CustomerId } from '../../warehouse/index.ts';
import { profileOf } from '../history.ts';
import { type NextItemModel, stateOf } from '../next-item/model.ts';
import { stateAfter } from '../next-item/update.ts';
import type { Recommender } from '../recommender.ts';
import type { NewOrder } from './profile.ts';
import { warm } from './warm.ts';

/** What the network makes of a customer's rows up to the training, and when the last of them was. */
interface Known {
  readonly state: Float32Array;
  readonly last: number | undefined;
}

const states = new WeakMap<NextItemModel, Map<CustomerId, Known>>();

/**
 * The network's state of a customer, [width]: what was known at the training is read once and kept, and each thing that came after it moves the state by one step of the
 * network; nothing is learnt anew. Zeros for a customer of whom nothing is known.
 */
export function customerState(
  recommender: Recommender,
  model: NextItemModel,
  customer: CustomerId,
  orders: readonly NewOrder[],
): Float32Array {
  let { state, last } = knownState(recommender, model, customer);
  const { itemNumber } = warm(recommender);
  for (const { time, lines } of [...orders].sort((a, b) => a.time.getTime() - b.time.getTime())) {
    const items = lines.flatMap(({ product_id }) => itemNumber.get(product_id) ?? []);
    for (const step of model.settings.step === 'row' ? items.map((item) => [item]) : [items]) {
      if (step.length === 0) continue;
      state = stateAfter(model, state, {
        items: step,
        since: last === undefined ? undefined : time.getTime() - last,
      });
      last = time.getTime();
    }
  }
  return state;
}

function knownState(recommender: Recommender, model: NextItemModel, customer: CustomerId): Known {
  const ofModel = states.get(model) ?? new Map<CustomerId, Known>();
  states.set(model, ofModel);
  const known = ofModel.get(customer);
  if (known) return known;
  const number = warm(recommender).customerNumber.get(customer);
  const rows = number === undefined ? undefined : profileOf(recommender.history, number);
  const read = {
    state: rows ? stateOf(model, rows) : new Float32Array(model.settings.width),
    last: rows?.time.at(-1),
  };
  ofModel.set(customer, read);
  return read;
}
