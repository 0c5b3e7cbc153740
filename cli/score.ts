import type { Command } from 'commander';
import {
  type CustomerScore,
  checkDrift,
  type Drift,
  effectInWords,
  loadChurn,
  type Reason,
  type ReasonLanguage,
  reasonInWords,
  scoreCustomers,
  writeScores,
} from '../churn/index.ts';
import { UserError } from '../config/index.ts';
import type { Warehouse } from '../warehouse/index.ts';
import { action, type Context } from './command.ts';
import { table } from './table.ts';
import { endOfData, withWarehouse } from './with-warehouse.ts';

const shownCustomers = 10;

export function addScore(program: Command): void {
  program
    .command('score')
    .description('say of every customer how likely it is that they leave and what they are worth')
    .option('--json', 'print every score, with its reasons, and the drift since the training as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast score')
    .action(
      action(async (context) => {
        const { scores, drift } = await withWarehouse(context.config.data_dir, (warehouse) =>
          scoreAll(context, warehouse),
        );
        if (context.json) return context.printJson({ drift, scores: scores.map(withWords) });
        context.print(scoresInWords(scores, languageOf(context)));
        for (const warning of drift.warnings) context.print(`\nNote: ${warning}.`);
      }),
    );
}

interface Scored {
  readonly scores: readonly CustomerScore[];
  readonly drift: Drift;
}

/** Scores every customer as of the end of the data, and writes the scores in one transaction. */
export async function scoreAll(context: Context, warehouse: Warehouse): Promise<Scored> {
  const model = await loadChurn(warehouse.dataDir);
  if (!model) throw new UserError('there is no churn model yet: run “holdfast train” first');
  const asOf = await endOfData(warehouse);
  return context.step('scoring', async (onProgress) => {
    const scores = await scoreCustomers(model, warehouse, { asOf, onProgress });
    await writeScores(warehouse, scores);
    return { scores, drift: await checkDrift(model, warehouse, scores, asOf) };
  });
}

/** Those with the most at stake first: the likelier they leave and the more they would spend. */
function scoresInWords(scores: readonly CustomerScore[], language: ReasonLanguage): string {
  const stake = (score: CustomerScore) => score.churn_probability * score.predicted_clv;
  const top = [...scores].sort((a, b) => stake(b) - stake(a)).slice(0, shownCustomers);
  const rows = top.map((score) => [
    score.customer_id,
    `${(score.churn_probability * 100).toFixed(0)} %`,
    score.predicted_clv.toFixed(2),
    score.historic_clv.toFixed(2),
    score.historic_number_of_orders.toFixed(0),
    score.days_since_last_order.toFixed(0),
  ]);
  const header = ['customer', 'leaves', 'next year', 'so far', 'orders', 'days quiet'];
  const why = top.map((score) => `${score.customer_id}: ${toldTogether(score.reasons ?? [], language)}`);
  return `${scores.length.toLocaleString('en')} customers scored. The most at stake:\n${table(header, rows)}\n\nWhy:\n${why.join('\n')}`;
}

function toldTogether(reasons: readonly Reason[], language: ReasonLanguage): string {
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

const languageOf = ({ config }: Context): ReasonLanguage => (config.shop.locale.startsWith('zh') ? 'zh' : 'en');
