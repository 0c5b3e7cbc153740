import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from '../config/index.ts';
import { loadRecommender, recommend } from '../embeddings/index.ts';
import type { CustomerId } from '../warehouse/index.ts';
import { action, parseCount } from './command.ts';
import { clip, table } from './table.ts';

interface Options {
  readonly limit?: string;
  readonly category?: string;
  readonly maxPrice?: number;
  readonly onlyNew?: boolean;
}

const widestTitle = 60;

export function addRecommend(program: Command): void {
  program
    .command('recommend')
    .description('what a customer would love, of the products in stock')
    .argument('<customer>', "the customer's id, as in the shop's file")
    .option('--limit <count>', 'how many products (default: the setting recommend.list_length)')
    .option('--category <name>', 'only of this category')
    .option('--max-price <amount>', 'at most so dear', parseAmount)
    .option('--only-new', 'nothing that the customer has bought before')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast recommend 17850 --category tea --max-price 20')
    .action(
      action(async (context, customer: string, options: Options) => {
        const { data_dir, recommend: settings } = context.config;
        const limit =
          options.limit === undefined ? settings.list_length : parseCount('--limit', options.limit, 1, 1000);
        const recommender = await loadRecommender(data_dir);
        if (!recommender) throw new UserError('there is no recommender yet: run “holdfast train” first');
        const products = recommend(recommender, customer as CustomerId, {
          limit,
          filter: {
            inStock: true,
            ...(options.category === undefined ? {} : { categories: [options.category] }),
            ...(options.maxPrice === undefined ? {} : { maxPrice: options.maxPrice }),
            ...(options.onlyNew ? { alreadyBought: 'deny' as const } : {}),
          },
        });
        if (context.json) return context.printJson(products);
        if (products.length === 0) return context.print('No product passes these filters.');
        const rows = products.map(({ product_id, title, price, score }) => [
          product_id,
          clip(title, widestTitle),
          price === null ? '–' : price.toFixed(2),
          score.toPrecision(3),
        ]);
        context.print(table(['product', 'title', 'price', 'score'], rows));
      }),
    );
}

function parseAmount(text: string): number {
  const amount = Number(text);
  if (text.trim() === '' || !Number.isFinite(amount) || amount < 0)
    throw new InvalidArgumentError('it takes an amount like 19.90');
  return amount;
}
