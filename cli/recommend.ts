import { type Command, InvalidArgumentError, Option } from 'commander';
import { languageOf, UserError } from '../config/index.ts';
import {
  boughtTogether,
  type Filter,
  loadRecommender,
  loadTextVectors,
  type Model,
  models,
  nextProducts,
  openVectors,
  type Recommendation,
  type Recommender,
  readSinceTraining,
  recommend,
  similarProducts,
  trending,
  type VectorRoom,
  type Why,
  why,
  whyInWords,
} from '../embeddings/index.ts';
import { findCustomer, type ProductId } from '../warehouse/index.ts';
import { action, type Context, parseCount } from './command.ts';
import { clip, table } from './table.ts';
import { withWarehouse } from './with-warehouse.ts';

interface Options {
  readonly limit?: string;
  readonly why?: boolean;
  readonly similarTo?: string;
  readonly boughtWith?: string;
  readonly trending?: boolean;
  readonly category?: string;
  readonly withoutCategory?: string;
  readonly brand?: string;
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly minMargin?: number;
  readonly onlyNew?: boolean;
  readonly model: Model;
}

/** A product of the list; `why` only when it was asked for. */
type Listed = Recommendation & { readonly why?: Why & { readonly words: string } };

const widestTitle = 60;

export function addRecommend(program: Command): void {
  program
    .command('recommend')
    .description('what a customer would love, or what is like a product, of what is in stock')
    .argument('[customer]', "the customer's id as in the shop's file, or an e-mail address of theirs")
    .option('--limit <count>', 'how many products (default: the setting recommend.list_length)')
    .option('--why', "what of the customer's own purchases speaks for each")
    .option('--similar-to <product>', 'instead of a customer: products like this one')
    .option('--bought-with <product>', 'instead of a customer: products bought together with this one')
    .option('--trending', 'instead of a customer: what most customers bought in the last 28 days')
    .option('--category <name>', 'only of this category')
    .option('--without-category <name>', 'nothing of this category')
    .option('--brand <name>', 'only of this brand')
    .option('--min-price <amount>', 'at least so dear', parseAmount)
    .option('--max-price <amount>', 'at most so dear', parseAmount)
    .option('--min-margin <share>', 'at least this share of the price is kept, for example 0.3', parseShare)
    .option('--only-new', 'nothing that the customer has bought before')
    .addOption(
      new Option('--model <name>', 'what ranks: the best way, or a part of it for comparison')
        .choices(models)
        .default('best'),
    )
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ holdfast recommend 17850 --why --category tea --max-price 20\n  $ holdfast recommend --similar-to 85123A',
    )
    .action(
      action(async (context, customer: string | undefined, options: Options) => {
        checkSubject(customer, options);
        const { data_dir, recommend: settings } = context.config;
        const limit =
          options.limit === undefined ? settings.list_length : parseCount('--limit', options.limit, 1, 1000);
        const recommender = await loadRecommender(data_dir);
        if (!recommender) throw new UserError('there is no recommender yet: run “holdfast train” first');
        const filter = filterFrom(options);
        const products =
          customer === undefined
            ? await listWithoutCustomer(context, recommender, options, { limit, filter })
            : await listFor(context, recommender, customer, options, { limit, filter });
        if (context.json) return context.printJson(products);
        if (products.length === 0) return context.print('No product passes these filters.');
        context.print(inTable(products));
      }),
    );
}

function checkSubject(
  customer: string | undefined,
  { similarTo, boughtWith, trending: lately, why: wanted }: Options,
): void {
  const subjects = [customer, similarTo, boughtWith, lately].filter((one) => one !== undefined);
  if (subjects.length !== 1) {
    throw new UserError('name one of these: a customer, --similar-to PRODUCT, --bought-with PRODUCT, or --trending');
  }
  if (wanted && customer === undefined) {
    throw new UserError("--why tells what of a customer's own purchases speaks for a product: name a customer");
  }
}

function filterFrom(options: Options): Filter {
  const { category, withoutCategory, brand, minPrice, maxPrice, minMargin, onlyNew } = options;
  return {
    inStock: true,
    ...(category === undefined ? {} : { categories: [category] }),
    ...(withoutCategory === undefined ? {} : { withoutCategories: [withoutCategory] }),
    ...(brand === undefined ? {} : { brands: [brand] }),
    ...(minPrice === undefined ? {} : { minPrice }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
    ...(minMargin === undefined ? {} : { minMargin }),
    ...(onlyNew ? { alreadyBought: 'deny' as const } : {}),
  };
}

/** What was ordered since the training counts, and what the customer sent back stays out. `asked` is an id, or an address that belongs to one. */
async function listFor(
  context: Context,
  recommender: Recommender,
  asked: string,
  { why: tellWhy, model }: Options,
  { limit, filter }: { readonly limit: number; readonly filter: Filter },
): Promise<Listed[]> {
  const { config, clock } = context;
  const { customer, sinceTraining } = await withWarehouse(config.data_dir, async (warehouse) => {
    const customer = await findCustomer(warehouse, asked);
    if (customer === undefined)
      throw new UserError(`nothing is known of a customer ${asked}: what most customers buy, --trending shows`);
    return { customer, sinceTraining: await readSinceTraining(warehouse, recommender, clock()) };
  });
  const { newOrders, returned, sellsToLikes } = sinceTraining(customer);
  const options = { limit, filter: { ...filter, withoutProducts: returned }, newOrders, sellsToLikes };
  const language = languageOf(config.shop.locale);
  const list =
    model === 'gru'
      ? await inVectorRoom(context, (room) => nextProducts(recommender, room, customer, options))
      : recommend(recommender, customer, { ...options, model });
  return list.map((product) => {
    if (!tellWhy) return product;
    const reasons = why(recommender, customer, product.product_id, { ...options, model });
    return { ...product, why: { ...reasons, words: whyInWords(product.product_id, reasons, language) } };
  });
}

async function listWithoutCustomer(
  context: Context,
  recommender: Recommender,
  { similarTo, boughtWith }: Options,
  options: { readonly limit: number; readonly filter: Filter },
): Promise<Listed[]> {
  if (boughtWith !== undefined) return boughtTogether(recommender, boughtWith as ProductId, options);
  if (similarTo === undefined) return trending(recommender, options);
  return inVectorRoom(context, (room) => similarProducts(recommender, room, similarTo as ProductId, options));
}

async function inVectorRoom<T>({ config }: Context, work: (room: VectorRoom) => Promise<T>): Promise<T> {
  const text = loadTextVectors(config.data_dir);
  if (!text) throw new UserError('there are no vectors yet: run “holdfast train” first');
  const store = openVectors(config);
  try {
    return await work({ store, text });
  } finally {
    await store.close();
  }
}

function inTable(products: readonly Listed[]): string {
  const told = products.some((product) => product.why);
  const rows = products.map(({ product_id, title, price, score, why: reasons }) => [
    product_id,
    clip(title, widestTitle),
    price === null ? '–' : price.toFixed(2),
    score.toPrecision(3),
    ...(told ? [reasons?.words ?? ''] : []),
  ]);
  return table(['product', 'title', 'price', 'score', ...(told ? ['why'] : [])], rows);
}

function parseAmount(text: string): number {
  const amount = Number(text);
  if (text.trim() === '' || !Number.isFinite(amount) || amount < 0)
    throw new InvalidArgumentError('it takes an amount like 19.90');
  return amount;
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1)) throw new InvalidArgumentError('it takes a share from 0 to 1');
  return share;
}
