import type { Product, ProductId } from '../../warehouse/index.ts';

/**
 * Which products may stand in a list. A product passes when it passes all that are given; what is asked of a field that is not known is not met.
 * Categories and brands are compared without regard to capitals.
 */
export interface Filter {
  /** Leaves out what is known to be sold out. */
  readonly inStock?: boolean;
  readonly categories?: readonly string[];
  readonly withoutCategories?: readonly string[];
  readonly brands?: readonly string[];
  readonly withoutBrands?: readonly string[];
  /** In the currency's main unit. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  /** Of the price, from 0 to 1: (price − cost) / price is at least so much. */
  readonly minMargin?: number;
  /** Not these, whatever else holds: what the customer sent back, for example. */
  readonly withoutProducts?: ReadonlySet<ProductId>;
  /** `deny`: nothing that the customer took before. With `returning`, except of these categories, whose products are used up and bought again. */
  readonly alreadyBought?: 'allow' | 'deny' | { readonly returning: readonly string[] };
}

/** Whether a product passes all that is asked of products alone; what the customer took before is not looked at. */
export function passes(filter: Filter): (product: Product) => boolean {
  const { inStock, minPrice, maxPrice, minMargin, withoutProducts } = filter;
  const categories = filter.categories && among(filter.categories);
  const withoutCategories = filter.withoutCategories && among(filter.withoutCategories);
  const brands = filter.brands && among(filter.brands);
  const withoutBrands = filter.withoutBrands && among(filter.withoutBrands);
  return ({ productId, stock, price, cost, category, brand }) =>
    !(inStock && stock !== null && stock <= 0) &&
    (!categories || categories(category)) &&
    !withoutCategories?.(category) &&
    (!brands || brands(brand)) &&
    !withoutBrands?.(brand) &&
    (minPrice === undefined || (price !== null && price >= minPrice)) &&
    (maxPrice === undefined || (price !== null && price <= maxPrice)) &&
    (minMargin === undefined || (marginOf(price, cost) ?? Number.NEGATIVE_INFINITY) >= minMargin) &&
    !withoutProducts?.has(productId);
}

/** Of the own items, those that may not stand in the list again. */
export function deniedAgain(
  { alreadyBought = 'allow' }: Filter,
  own: Iterable<number>,
  products: readonly Product[],
): Set<number> {
  if (alreadyBought === 'allow') return new Set();
  if (alreadyBought === 'deny') return new Set(own);
  const returning = among(alreadyBought.returning);
  return new Set([...own].filter((item) => !returning(products[item]!.category)));
}

/** The share of the price that the shop keeps; null when it is not known. */
export function marginOf(price: number | null, cost: number | null): number | null {
  return price === null || cost === null || price <= 0 ? null : (price - cost) / price;
}

function among(names: readonly string[]): (name: string | null) => boolean {
  const listed = new Set(names.map((name) => name.toLowerCase()));
  return (name) => name !== null && listed.has(name.toLowerCase());
}
