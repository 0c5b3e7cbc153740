import type { Command } from 'commander';
import {
  type ChurnModel,
  type CustomerScore,
  type CustomerScores,
  checkDrift,
  type Drift,
  effectInWords,
  loadChurn,
  type Reason,
  reasonInWords,
  scoreCustomers,
  writeScores,
} from '../churn/index.ts';
import { type Language, languageOf, UserError } from '../config/index.ts';
import { loadSentiment, textFeelings } from '../sentiment/index.ts';
import { type Warehouse, writeFeelings } from '../warehouse/index.ts';
import { action, type Context, parseCount } from './command.ts';
import { table } from './table.ts';
import { oneLine } from './visible.ts';
import { endOfData, withWarehouse } from './with-warehouse.ts';

const shownCustomers = 10;

export function addScore(program: Command): void {
  program
    .command('score')
    .description('say of every customer how likely it is that they leave and what they are worth')
    .option(
      '--horizon <days>',
      'ask about this many days in place of the setting churn.horizon_days; printed only, not kept for drafts',
    )
    .option('--json', 'print every score, with its reasons, and the drift since the training as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast score')
    .action(
      action(async (context, options: { readonly horizon?: string }) => {
        const { data_dir } = context.config;
        if (options.horizon !== undefined) {
          const days = parseCount('--horizon', options.horizon, 1, 730);
          const scores = await withWarehouse(data_dir, (warehouse) => scoresWithin(context, warehouse, days));
          if (context.json) return context.printJson({ scores: Array.from(scores, withWords) });
          return context.print(scoresInWords(scores, languageOf(context.config.shop.locale)));
        }
        const { scores, drift } = await withWarehouse(data_dir, (warehouse) => scoreAll(context, warehouse));
        if (context.json) return context.printJson({ drift, scores: Array.from(scores, withWords) });
        context.print(scoresInWords(scores, languageOf(context.config.shop.locale)));
        for (const warning of drift.warnings) context.print(`\nNote: ${oneLine(warning)}.`);
      }),
    );
}

interface Scored {
  readonly scores: CustomerScores;
  readonly drift: Drift;
}

/** Scores every customer as of the end of the data, and writes the scores in one transaction. */
export async function scoreAll(context: Context, warehouse: Warehouse): Promise<Scored> {
  const model = await modelIn(warehouse);
  const asOf = await endOfData(warehouse);
  return context.step('scoring', async (onProgress) => {
    // What was written since the training is heard too.
    const sentiment = await loadSentiment(warehouse.dataDir);
    if (sentiment) await writeFeelings(warehouse, await textFeelings(sentiment, warehouse, { asOf }));
    const scores = await scoreCustomers(model, warehouse, { asOf, onProgress });
    await writeScores(warehouse, scores);
    return { scores, drift: await checkDrift(model, warehouse, scores, asOf) };
  });
}

/** The same for another horizon. What is kept stays as it is: segments and offers count in the horizon of the settings. */
async function scoresWithin(context: Context, warehouse: Warehouse, horizonDays: number): Promise<CustomerScores> {
  const model = await modelIn(warehouse);
  const asOf = await endOfData(warehouse);
  return context.step('scoring', (onProgress) => scoreCustomers(model, warehouse, { asOf, horizonDays, onProgress }));
}

async function modelIn(warehouse: Warehouse): Promise<ChurnModel> {
  const model = await loadChurn(warehouse.dataDir);
  if (!model) throw new UserError('there is no churn model yet: run “holdfast train” first');
  return model;
}

/** Those with the most at stake first: the likelier they leave and the more they would spend. */
function scoresInWords(scores: CustomerScores, language: Language): string {
  const top = Array.from(scores.byStake.subarray(0, shownCustomers), (row) => scores.at(row));
  const rows = top.map((score) => [
    score.customer_id,
    `${(score.churn_probability * 100).toFixed(0)} %`,
    amountWithin(score.predicted_clv, score.predicted_clv_low, score.predicted_clv_high),
    score.expected_date_of_next_order?.slice(0, 10) ?? 'over a year',
    score.historic_clv.toFixed(2),
    score.historic_number_of_orders.toFixed(0),
    score.days_since_last_order.toFixed(0),
  ]);
  const leaves = `no order in ${top[0]?.horizon_days} days`;
  const header = ['customer', leaves, 'next year (80 %)', 'next order', 'so far', 'orders', 'days quiet'];
  const why = top.map((score) => oneLine(`${score.customer_id}: ${toldTogether(score.reasons ?? [], language)}`));
  return `${scores.length.toLocaleString('en')} customers scored. The most at stake:\n${table(header, rows)}\n\nWhy, beside an average customer of this shop:\n${why.join('\n')}`;
}

/** A mean over chances: of a customer who most likely spends nothing it lies above the interval. */
function amountWithin(amount: number, low: number | null, high: number | null): string {
  if (low === null || high === null) return amount.toFixed(2);
  return `${amount.toFixed(2)} (${high === 0 ? 'most likely 0' : `${low.toFixed(0)}–${high.toFixed(0)}`})`;
}

function toldTogether(reasons: readonly Reason[], language: Language): string {
  if (reasons.length === 0) return language === 'zh' ? '各网络看法不一' : 'the networks do not agree on a reason';
  return reasons
    .map((reason) => `${reasonInWords(reason, language)} (${effectInWords(reason, 'churn', language)})`)
    .join('; ');
}

/** The score with its reasons told in every language. */
function withWords(score: CustomerScore) {
  const told = (reasons: readonly Reason[] | null) =>
    reasons?.map((reason) => ({ ...reason, en: reasonInWords(reason, 'en'), zh: reasonInWords(reason, 'zh') })) ?? null;
  return { ...score, reasons: told(score.reasons), value_reasons: told(score.value_reasons) };
}
