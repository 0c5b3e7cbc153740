import type { Profile } from '../history.ts';
import { type Candidates, proposerNames } from './candidates.ts';
import { type Habit, habitsOf, halfLives, personOf } from './habits.ts';
import { spans } from './item-statistics.ts';
import type { Moment } from './moment.ts';

const itemNames = ['trend', 'age', 'last sale', 'repeat rate', 'usual gap', 'price', 'usual pieces'];
const personNames = [
  'customer orders',
  'customer recency',
  'customer tenure',
  'customer breadth',
  'customer lines an order',
  'customer gap',
  'customer usual price',
  'customer usual pieces',
  'customer new share',
];
const matchNames = ['price beside usual', 'pieces beside usual'];
/** Features of what the customer did with the item before. */
export const habitNames = [
  ...halfLives.map((days) => `frequency halved every ${days} days`),
  'baskets',
  'recency',
  'first taken',
  'share of orders',
  'own gap',
  'overdue',
  'overdue by the usual gap',
  'last pieces',
  'in the last basket',
  'baskets since',
];

/** What a chance to buy is computed from, in order. */
export const featureNames: readonly string[] = [
  ...proposerNames.map((name) => `${name} score`),
  ...proposerNames.map((name) => `${name} place`),
  ...spans.map((days) => (Number.isFinite(days) ? `customers in ${days} days` : 'customers ever')),
  ...itemNames,
  ...personNames,
  ...matchNames,
  ...habitNames,
];

/** Features of the candidates: by feature, a number for each candidate; NaN where there is nothing to say. Nothing at or after the moment is read. */
export function featuresOf(moment: Moment, profile: Profile, { item, scores }: Candidates): Float32Array[] {
  const { items } = moment;
  const person = personOf(profile);
  const habits = habitsOf(profile);
  const newestBasket = profile.basket.at(-1) ?? 0;
  const places = scores.map(placesIn);
  const [, , month, quarter] = items.customers;
  const columns = featureNames.map(() => new Float32Array(item.length));
  const ofPerson = Object.values(person);
  for (let row = 0; row < item.length; row++) {
    const i = item[row]!;
    let f = 0;
    const put = (value: number) => {
      columns[f++]![row] = value;
    };
    for (const of of scores) put(of[row]!);
    for (const of of places) put(Math.log1p(of[row]!));
    for (const of of items.customers) put(Math.log1p(of[i]!));
    put(Math.log((month![i]! + 1) / (quarter![i]! / 3 + 1)));
    put(items.age[i]!);
    put(items.lastTaken[i]!);
    put(items.repeatShare[i]!);
    put(items.gap[i]!);
    put(items.price[i]!);
    put(items.pieces[i]!);
    for (const value of ofPerson) put(value);
    put(Math.log(items.price[i]! / person.usualPrice));
    put(items.pieces[i]! - person.usualPieces);
    for (const value of habitFeatures(habits.get(i), person.orders, items.gap[i]!, newestBasket)) put(value);
  }
  return columns;
}

const noHabit = habitNames.map(() => Number.NaN);

function habitFeatures(habit: Habit | undefined, orders: number, usualGap: number, newestBasket: number): number[] {
  if (!habit) return noHabit;
  const gap = habit.baskets > 1 ? (habit.first - habit.last) / (habit.baskets - 1) : Number.NaN;
  return [
    ...habit.decayed,
    habit.baskets,
    habit.last,
    habit.first,
    habit.baskets / orders,
    gap,
    habit.last / gap,
    habit.last / usualGap,
    habit.pieces,
    Number(habit.lastBasket === newestBasket),
    newestBasket - habit.lastBasket,
  ];
}

/** Each score's place among them, 0 for the best; of equal ones the first comes first. */
function placesIn(scores: Float64Array): Int32Array {
  const ascending = scores.slice().sort();
  const equalBefore = new Int32Array(scores.length);
  const places = new Int32Array(scores.length);
  for (let row = 0; row < scores.length; row++) {
    const notAbove = firstAbove(ascending, scores[row]!);
    places[row] = scores.length - notAbove + equalBefore[notAbove - 1]!++;
  }
  return places;
}

/** Where the first of the ascending values stands that is above this one. */
function firstAbove(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
