import { normal, type Random } from '../config/index.ts';
import type { ProductId } from '../warehouse/index.ts';
import { type Department, departments } from './assortment.ts';
import { between, phrase, streamOf } from './draws.ts';
import type { ShopProduct } from './shop.ts';

/** How many hidden traits of style products have and customers like. */
export const styleSize = 4;

const ordinaryDefectRate = 0.012;
/** A few products are badly made, one in so many, and nobody can tell from the catalogue. */
const badlyMadeEvery = 43;

/** The shop's whole range: each department's goods in each of its variants, every one by one of its brands. */
export function buildCatalogue(seed: number, days: number): ShopProduct[] {
  const random = streamOf(seed, 1);
  const products: ShopProduct[] = [];
  for (const department of departments) {
    // A brand stands for a price level within its department, and so for a part of the style.
    const levels = department.brands.map(() => Math.exp(0.18 * normal(random)));
    for (const goods of department.goods) {
      const goodsStyle = Float64Array.from({ length: styleSize }, () => normal(random));
      for (const variant of department.variants) {
        products.push(buildProduct(products.length, department, goods, variant, levels, goodsStyle, days, random));
      }
    }
  }
  return products;
}

function buildProduct(
  index: number,
  department: Department,
  [english, chinese, usualPrice, lastsDays]: Department['goods'][number],
  [variant, priceFactor]: Department['variants'][number],
  levels: readonly number[],
  goodsStyle: Float64Array,
  days: number,
  random: Random,
): ShopProduct {
  const brandIndex = Math.floor(random() * department.brands.length);
  const brand = department.brands[brandIndex]!;
  const price = charmPrice(usualPrice * priceFactor * levels[brandIndex]! * Math.exp(0.06 * normal(random)));
  const badlyMade = index % badlyMadeEvery === badlyMadeEvery - 6;
  const productId = `P${String(index + 1).padStart(4, '0')}` as ProductId;
  return {
    productId,
    title: `${brand} ${english}, ${variant}`,
    category: department.name,
    brand,
    description: `${english}, ${variant}. ${department.praise.map((words) => phrase(words, {}, random)).join(' ')}`,
    price,
    cost: Math.round(price * (0.38 + 0.2 * random()) * 100) / 100,
    stock: random() < 0.06 ? 0 : between(4, 180, random),
    imageUrl: `https://shop.example/images/${productId}.jpg`,
    noun: { english: oneOf(english.toLowerCase(), department.sized), chinese },
    latent: {
      popularity: Math.exp(0.8 * normal(random)),
      style: goodsStyle.map((value) => 0.8 * value + 0.6 * normal(random)),
      defectRate: badlyMade ? 0.3 : ordinaryDefectRate,
      mismatchRate: department.mismatchRate,
      sized: department.sized,
      lastsDays: Math.round(lastsDays * (variant.includes('small') ? 0.9 : 1)),
      launchDay: random() < 0.12 ? between(30, Math.max(31, days - 60), random) : 0,
    },
  };
}

/** Prices as shops write them: 6.49, 18.95, 64. */
function charmPrice(price: number): number {
  if (price >= 40) return Math.round(price);
  if (price >= 15) return Math.round(price) - 0.05;
  return Math.round(price * 2) / 2 - 0.01;
}

/** A noun that a sentence can treat as singular: “pair of boots”, “pack of mixed nuts”. */
function oneOf(noun: string, sized: boolean): string {
  if (!/[^s]s$/.test(noun)) return noun;
  return `${sized ? 'pair' : 'pack'} of ${noun}`;
}
