import { type Random, shuffle } from '../../config/index.ts';
import { profileOf } from '../history.ts';
import { best } from '../top.ts';
import { type Considered, consider } from './considered.ts';
import type { Places } from './level.ts';
import type { Logistic } from './logistic.ts';
import type { Moment } from './moment.ts';
import { orderChances } from './order-chance.ts';
import { candidateLogits, type ItemChances } from './ranking.ts';

const listLength = 20;
const mostCustomers = 1500;

type Kinds = Readonly<Record<keyof ItemChances, Places>>;

/** A customer's candidates at an earlier moment, and what the customer bought then. */
export interface Answered extends Considered {
  readonly relevant: ReadonlySet<number>;
}

/** The first places of the lists that the models would have given customers of an earlier moment, and whether each came true. */
export function placesThen(models: ItemChances, answered: readonly Answered[]): Kinds {
  const places = emptyKinds();
  for (const one of answered) addPlaces(models, one, one.relevant, 1, places);
  return places;
}

/** The first places of the lists that the models give customers now, each customer counted by the chance to order. */
export function placesNow(models: ItemChances, order: Logistic, moment: Moment, random: Random): Kinds {
  const { history } = moment;
  const able = [...history.customers.keys()].filter((c) => history.start[c + 1]! > history.start[c]!);
  const profiles = shuffle(able, random)
    .slice(0, mostCustomers)
    .map((c) => profileOf(history, c));
  const weights = orderChances(order, profiles);
  const places = emptyKinds();
  const nothing = new Set<number>();
  profiles.forEach((profile, row) => {
    addPlaces(models, consider(moment, profile), nothing, weights[row]!, places);
  });
  return places;
}

/** What was taken before is judged in lists of anything, what is new in lists of nothing else. */
function addPlaces(
  models: ItemChances,
  considered: Considered,
  relevant: ReadonlySet<number>,
  weight: number,
  { repeats, discoveries }: ReturnType<typeof emptyKinds>,
): void {
  const { item, own } = considered;
  const logits = candidateLogits(models, considered);
  const add = (places: typeof repeats, row: number) => {
    places.logits.push(logits[row]!);
    places.labels.push(Number(relevant.has(item[row]!)));
    places.weights.push(weight);
  };
  for (const row of best(logits, listLength)) if (own[row]) add(repeats, row);
  const open = logits.map((logit, row) => (own[row] ? Number.NEGATIVE_INFINITY : logit));
  for (const row of best(open, listLength)) add(discoveries, row);
}

function emptyKinds() {
  return { repeats: emptyPlaces(), discoveries: emptyPlaces() };
}

function emptyPlaces(): Record<keyof Places, number[]> {
  return { logits: [], labels: [], weights: [] };
}
