import type { Random } from '../config/index.ts';
import { type Cupboard, runningOut } from './demand.ts';
import { between, pick, weightedIndex } from './draws.ts';
import type { ShopProduct } from './shop.ts';

/** Chance that a thing is bought again in an order made while it runs out. */
const refillChance = 0.7;
/** For how many days a product that was looked at stays in mind, and how often a line is chosen from those. */
const daysInMind = 30;
const chosenFromMind = 0.3;
/** How often a line is chosen from the department of the line before. */
const chosenBeside = 0.22;

/** What a customer has in mind and at home when choosing. */
export interface Memory {
  readonly owned: Set<number>;
  /** Product → the day it was looked at. */
  readonly inMind: Map<number, number>;
  readonly cupboard: Cupboard;
}

export interface Basket {
  readonly products: readonly number[];
  readonly quantities: readonly number[];
}

/**
 * What an order holds. It depends on the customer's taste and on what the customer saw and bought before, and not on interest or temperament:
 * so goods and amounts tell nothing about leaving that the dates do not.
 */
export function fillBasket(
  products: readonly ShopProduct[],
  taste: Float64Array,
  memory: Memory,
  day: number,
  random: Random,
): Basket {
  const chosen = runningOut(memory.cupboard, day).filter(() => random() < refillChance);
  let wanted = 1;
  while (wanted < 8 && random() < 0.5) wanted++;
  while (chosen.length < wanted) {
    const next = chooseLine(products, taste, memory, day, chosen, random);
    if (!chosen.includes(next)) chosen.push(next);
    else wanted--;
  }
  return { products: chosen, quantities: chosen.map((product) => quantityOf(products[product]!, random)) };
}

function chooseLine(
  products: readonly ShopProduct[],
  taste: Float64Array,
  memory: Memory,
  day: number,
  chosen: readonly number[],
  random: Random,
): number {
  if (random() < chosenFromMind) {
    const remembered = [...memory.inMind].filter(
      ([product, seenOn]) => day - seenOn <= daysInMind && !chosen.includes(product),
    );
    if (remembered.length > 0) return pick(remembered, random)[0];
  }
  const last = chosen.at(-1);
  const beside = last !== undefined && random() < chosenBeside ? products[last]!.category : undefined;
  return chooseByTaste(products, taste, memory, day, beside, random);
}

/** A product by taste; of what lasts a second one is seldom wanted. */
export function chooseByTaste(
  products: readonly ShopProduct[],
  taste: Float64Array,
  memory: Memory,
  day: number,
  category: string | undefined,
  random: Random,
): number {
  const weights = taste.map((weight, index) => {
    const product = products[index]!;
    if (product.latent.launchDay > day || (category !== undefined && product.category !== category)) return 0;
    if (!memory.owned.has(index)) return weight;
    return weight * (product.latent.lastsDays > 0 ? 0.3 : 0.12);
  });
  return weightedIndex(weights, random);
}

function quantityOf(product: ShopProduct, random: Random): number {
  if (product.price < 16 && random() < 0.3) return between(2, 3, random);
  return random() < 0.05 ? 2 : 1;
}
