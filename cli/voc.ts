import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Language, languageOf, seededRandom, UserError } from '../config/index.ts';
import {
  type AspectAsking,
  type AspectReport,
  defectInWords,
  loadSentiment,
  openAspectAnswers,
  type VoiceOfCustomer,
  voiceOfCustomer,
  voiceReport,
} from '../sentiment/index.ts';
import type { ProductId } from '../warehouse/index.ts';
import { action, type Context, parseCount, parseDate } from './command.ts';
import { modelAspectReader } from './label-with-model.ts';
import { clip, table } from './table.ts';
import { oneLine } from './visible.ts';
import { endOfData, withWarehouse } from './with-warehouse.ts';

interface Options {
  readonly product?: string;
  readonly since?: string;
  readonly report?: string;
  readonly tokens?: string;
}

const shownAspects = 12;
const shownDefects = 5;
const widestQuote = 60;
const mostTokens = 1_000_000_000;

export function addVoc(program: Command): void {
  program
    .command('voc')
    .description('the voice of the customer: what is praised and blamed, how that changes, and products with a defect')
    .option('--product <id>', 'of this product alone')
    .option('--since <date>', 'what was written from this day on (default: everything)')
    .option('--report <file>', 'where the HTML report goes (default: reports/voc.html in the data folder)')
    .option(
      '--tokens <count>',
      'ask the language model about texts in which no aspect is found, for at most so many tokens',
    )
    .option('--json', 'print everything as JSON')
    .addHelpText('after', '\nExample:\n  $ holdfast voc --since 2026-01-01')
    .action(
      action(async (context, options: Options) => {
        const since = options.since === undefined ? undefined : parseDate('--since', options.since);
        const askModel = options.tokens === undefined ? undefined : modelToAsk(context, options.tokens);
        const voice = await withWarehouse(context.config.data_dir, async (warehouse) => {
          const before = await endOfData(warehouse);
          const model = await loadSentiment(context.config.data_dir);
          return context.step('reading what customers say', (onProgress) =>
            voiceOfCustomer(warehouse, model, {
              before,
              onProgress,
              ...(askModel ? { askModel } : {}),
              ...(since ? { since } : {}),
              ...(options.product === undefined ? {} : { product: options.product as ProductId }),
            }),
          );
        });
        refuseSilence(voice, options);
        const path = options.report ?? join(context.config.data_dir, 'reports', 'voc.html');
        await writePage(voice, path, languageOf(context.config.shop.locale));
        if (context.json) return context.printJson(voice);
        context.print(voiceInWords(voice));
        if (voice.language_model) context.print(oneLine(askedInWords(voice.language_model)));
        context.print(`Plots, products and quotes: ${path}`);
      }),
    );
}

function modelToAsk(context: Context, tokens: string): AspectAsking {
  return {
    reader: modelAspectReader(context),
    answers: openAspectAnswers(context.config.data_dir),
    tokenBudget: parseCount('--tokens', tokens, 0, mostTokens),
    newId: () => randomUUID().slice(0, 8),
    random: seededRandom(context.config.seed),
  };
}

function refuseSilence({ texts }: VoiceOfCustomer, { product, since }: Options): void {
  if (texts > 0) return;
  const which = [product ? `of the product ${product}` : '', since ? `since ${since}` : ''].filter(Boolean).join(' ');
  throw new UserError(
    `there are no reviews or messages to support ${which || 'in the warehouse: read a file that has some'}${which ? ': “holdfast voc” alone shows all that there is' : ''}`,
  );
}

async function writePage(voice: VoiceOfCustomer, path: string, language: Language): Promise<void> {
  const page = await voiceReport(voice, language);
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileSync(path, page);
  } catch (error) {
    throw new UserError(`the report ${path} cannot be written: ${(error as Error).message}`);
  }
}

function voiceInWords({ texts, from, to, share_negative, aspects, defects }: VoiceOfCustomer): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const rows = aspects
    .slice(0, shownAspects)
    .map(({ aspect, texts: judging, negative, share_negative: share, change, blame }) => [
      aspect,
      judging.toLocaleString('en'),
      negative.toLocaleString('en'),
      percent(share),
      change
        ? `${percent(change.before)} → ${percent(change.after)} of texts since ${change.time.slice(0, 10)}`
        : 'steady',
      clip(blame[0] ?? '', widestQuote),
    ]);
  const signals = defects.slice(0, shownDefects).map((signal) => oneLine(`- ${defectInWords(signal, 'en')}`));
  return [
    `${texts.toLocaleString('en')} reviews and messages from ${from?.slice(0, 10)} to ${to?.slice(0, 10)}, ${percent(share_negative)} negative.`,
    table(['aspect', 'texts', 'negative', 'share', 'trend', 'in their words'], rows),
    signals.length > 0
      ? `Defect signals (${defects.length}):\n${signals.join('\n')}`
      : 'No product shows a defect signal.',
  ].join('\n');
}

function askedInWords({ known, answered, rejected, notAsked, rejections, calls, tokens }: AspectReport): string {
  const reasons = Object.entries(rejections).map(([reason, count]) => `${reason} (${count})`);
  return (
    `Of the texts in which the word lists find no aspect, the language model read ${answered} now and ${known} before; ${rejected} answers were not used` +
    `${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}; ${notAsked} were not asked about. ${calls} calls, about ${tokens.toLocaleString('en')} tokens.`
  );
}
