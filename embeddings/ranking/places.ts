import { type Random, shuffle } from '../../config/index.ts';
import { type Profile, profileOf } from '../history.ts';
import { best } from '../top.ts';
import { candidatesOf } from './candidates.ts';
import { featuresOf } from './features.ts';
import type { Window } from './learn.ts';
import type { Places } from './level.ts';
import type { Logistic } from './logistic.ts';
import { type Moment, momentAt } from './moment.ts';
import { orderChances } from './order-chance.ts';
import { candidateLogits, type ItemChances } from './ranking.ts';

const listLength = 20;
const mostCustomers = 1500;

type Kinds = Readonly<Record<keyof ItemChances, Places>>;

/** The first places of the lists that the models would have given the window's customers who ordered, and whether each came true. */
export function placesThen(models: ItemChances, { earlier, parts, cases }: Window): Kinds {
  const moment = momentAt(earlier, parts);
  return placesOf(
    models,
    moment,
    cases.map(({ profile, relevant }) => ({ profile, relevant, weight: 1 })),
  );
}

/** The first places of the lists that the models give customers now, each customer counted by the chance to order. */
export function placesNow(models: ItemChances, order: Logistic, moment: Moment, random: Random): Kinds {
  const { history } = moment;
  const able = [...history.customers.keys()].filter((c) => history.start[c + 1]! > history.start[c]!);
  const profiles = shuffle(able, random)
    .slice(0, mostCustomers)
    .map((c) => profileOf(history, c));
  const weights = orderChances(order, profiles);
  return placesOf(
    models,
    moment,
    profiles.map((profile, row) => ({ profile, relevant: new Set(), weight: weights[row]! })),
  );
}

interface Asked {
  readonly profile: Profile;
  readonly relevant: ReadonlySet<number>;
  readonly weight: number;
}

/** What was taken before is judged in lists of anything, what is new in lists of nothing else. */
function placesOf(models: ItemChances, moment: Moment, asked: readonly Asked[]): Kinds {
  const [repeats, discoveries] = [emptyPlaces(), emptyPlaces()];
  for (const { profile, relevant, weight } of asked) {
    const candidates = candidatesOf(moment, profile);
    const { item, own } = candidates;
    const logits = candidateLogits(models, candidates, featuresOf(moment, profile, candidates));
    const add = (places: typeof repeats, row: number) => {
      places.logits.push(logits[row]!);
      places.labels.push(Number(relevant.has(item[row]!)));
      places.weights.push(weight);
    };
    for (const row of best(logits, listLength)) if (own[row]) add(repeats, row);
    const open = logits.map((logit, row) => (own[row] ? Number.NEGATIVE_INFINITY : logit));
    for (const row of best(open, listLength)) add(discoveries, row);
  }
  return { repeats, discoveries };
}

function emptyPlaces(): Record<keyof Places, number[]> {
  return { logits: [], labels: [], weights: [] };
}
