import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { seededRandom, UserError } from '../config/index.ts';
import {
  type CascadeReport,
  classify,
  classifyWithModel,
  loadSentiment,
  openAnswers,
  readTexts,
  type SentimentAnswer,
} from '../sentiment/index.ts';
import { action, type Context, parseCount } from './command.ts';
import { modelLabeller } from './label-with-model.ts';
import { clip, table } from './table.ts';
import { oneLine } from './visible.ts';

interface Options {
  readonly text: string;
  readonly accuracy?: string;
  readonly tokens: string;
}

const shownTexts = 20;
const widestText = 60;
const mostTokens = 1_000_000_000;

export function addSentiment(program: Command): void {
  program
    .command('sentiment')
    .description("how each text of a file sounds, by the model that was trained on the shop's own reviews")
    .argument('<file>', 'CSV or TSV, plain or gzipped')
    .requiredOption('--text <column>', 'the column of the texts')
    .option('--accuracy <share>', 'ask the language model about as many texts as this share of right answers needs')
    .option('--tokens <count>', 'with --accuracy: the most tokens that may be spent', '200000')
    .option('--json', 'print every answer as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ holdfast sentiment reviews.csv --text review\n  $ holdfast sentiment reviews.csv --text review --accuracy 0.97 --tokens 50000',
    )
    .action(
      action(async (context, file: string, options: Options) => {
        const texts = await readTexts(file, options.text);
        const { answers, report } = await answer(context, texts, options);
        if (context.json) return context.printJson(answers);
        context.print(answersTable(texts, answers));
        if (report) context.print(reportInWords(report));
      }),
    );
}

async function answer(
  context: Context,
  texts: readonly string[],
  options: Options,
): Promise<{ answers: readonly SentimentAnswer[]; report?: CascadeReport }> {
  const model = await loadSentiment(context.config.data_dir);
  if (options.accuracy === undefined) return { answers: classify(model, texts) };
  const accuracy = parseShare('--accuracy', options.accuracy);
  const tokenBudget = parseCount('--tokens', options.tokens, 0, mostTokens);
  const labeller = modelLabeller(context);
  return context.step('asking the language model', (onProgress) =>
    classifyWithModel(model, texts, {
      accuracy,
      tokenBudget,
      labeller,
      answers: openAnswers(context.config.data_dir),
      newId: () => randomUUID().slice(0, 8),
      random: seededRandom(context.config.seed),
      onProgress,
    }),
  );
}

function parseShare(option: string, text: string): number {
  const share = Number(text);
  if (!(share > 0 && share < 1))
    throw new UserError(`${option} takes a share between 0 and 1, like 0.97, not “${text}”`);
  return share;
}

function answersTable(texts: readonly string[], answers: readonly SentimentAnswer[]): string {
  const counts = new Map<string, number>();
  for (const { label } of answers) counts.set(label, (counts.get(label) ?? 0) + 1);
  const rows = answers
    .slice(0, shownTexts)
    .map(({ label, confidence, source }, index) => [
      label,
      `${(confidence * 100).toFixed(0)} %`,
      source.replaceAll('_', ' '),
      clip(texts[index]!.replace(/\s+/g, ' '), widestText),
    ]);
  const summary = [...counts].map(([label, count]) => `${count.toLocaleString('en')} ${label}`).join(', ');
  return `${table(['feeling', 'sure', 'by', 'text'], rows)}\n${answers.length.toLocaleString('en')} texts: ${summary}.`;
}

function reportInWords({
  route,
  unsure,
  known,
  answered,
  rejected,
  notAsked,
  rejections,
  ...spent
}: CascadeReport): string {
  const reasons = Object.entries(rejections).map(([reason, calls]) => `${reason} (${calls} calls)`);
  return [
    `Of ${unsure.toLocaleString('en')} different texts that the local model is unsure of, the language model answered ${answered} now and ${known} before;` +
      ` ${rejected} answers were not used${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}; ${notAsked} were not asked about.`,
    `${spent.calls} calls, about ${spent.tokens.toLocaleString('en')} tokens. Expected accuracy if all had been answered: ${(100 * route.expected).toFixed(1)} %.`,
  ]
    .map(oneLine)
    .join('\n');
}
