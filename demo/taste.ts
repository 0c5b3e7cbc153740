import { normal, type Random } from '../config/index.ts';
import { departments } from './assortment.ts';
import { styleSize } from './catalogue.ts';
import { pick } from './draws.ts';
import type { ShopProduct } from './shop.ts';

/** Households: the departments that such customers come for. Real shops' customers fall into a few kinds, with much variety within. */
const households = [
  ['Tea & Coffee', 'Pantry', 'Kitchen'],
  ['Clothing', 'Shoes & Bags', 'Skin Care'],
  ['Home', 'Kitchen', 'Pantry'],
  ['Toys & Games', 'Pantry', 'Clothing'],
  ['Pets', 'Home', 'Tea & Coffee'],
  ['Stationery', 'Tea & Coffee', 'Shoes & Bags'],
  ['Skin Care', 'Home', 'Stationery'],
] as const;

/** A customer's taste: log weights, added up per product. */
interface Taste {
  readonly department: ReadonlyMap<string, number>;
  readonly brand: ReadonlyMap<string, number>;
  readonly style: Float64Array;
  /** Liked price level: log of price over the department's mean. */
  readonly priceLevel: number;
}

function drawTaste(random: Random): Taste {
  const household: readonly string[] = pick(households, random);
  const brands = new Set(departments.flatMap((department) => department.brands));
  return {
    department: new Map(
      departments.map(({ name }) => [name, (household.includes(name) ? 1.9 : 0) + 0.8 * normal(random)]),
    ),
    brand: new Map([...brands].map((brand) => [brand, 0.6 * normal(random)])),
    style: Float64Array.from({ length: styleSize }, () => 0.6 * normal(random)),
    priceLevel: 0.5 * normal(random),
  };
}

/** The chance of choosing each product for a line of an order, without what was just seen or is owned already. Sums to 1. */
export function drawTasteWeights(
  products: readonly ShopProduct[],
  priceLevels: Float64Array,
  random: Random,
): Float64Array {
  const taste = drawTaste(random);
  const weights = Float64Array.from(products, (product, index) => {
    let utility = Math.log(product.latent.popularity);
    utility += taste.department.get(product.category)! + taste.brand.get(product.brand)!;
    for (let i = 0; i < styleSize; i++) utility += taste.style[i]! * product.latent.style[i]!;
    utility -= 0.9 * (priceLevels[index]! - taste.priceLevel) ** 2;
    return Math.exp(utility);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The log of each price over its department's geometric mean. */
export function relativePrices(products: readonly ShopProduct[]): Float64Array {
  const means = new Map(
    [...Map.groupBy(products, (product) => product.category)].map(([category, members]) => [
      category,
      members.reduce((sum, member) => sum + Math.log(member.price), 0) / members.length,
    ]),
  );
  return Float64Array.from(products, (product) => Math.log(product.price) - means.get(product.category)!);
}
