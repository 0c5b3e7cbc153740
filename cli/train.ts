import type { Command } from 'commander';
import { type Comparison, compareWithBefore, loadChurn, saveChurn, trainChurn } from '../churn/index.ts';
import { type Progress, UserError } from '../config/index.ts';
import { loadRecommender, trainRecommender } from '../embeddings/index.ts';
import { loadSentiment, openAnswers, saveSentiment, textFeelings, trainFromReviews } from '../sentiment/index.ts';
import { isTrained, recordTraining, type TrainingBasis, type Warehouse, writeFeelings } from '../warehouse/index.ts';
import { action, type Context } from './command.ts';
import { publishWithVectors, vectorBasis } from './publish-with-vectors.ts';
import { version } from './version.ts';
import { oneLine } from './visible.ts';
import { endOfData, withWarehouse } from './with-warehouse.ts';

/** What came of training one model. */
export interface Trained {
  readonly model: 'churn' | 'recommender' | 'sentiment';
  readonly version: string;
  /** Whether the model that was there stays: it came from the same data and settings, or a new one is no better. */
  readonly kept: boolean;
  /** A newly trained model beside the one that was there; absent where none was trained, or none could be compared. */
  readonly comparison?: Comparison;
  readonly notes: readonly string[];
}

export function addTrain(program: Command): void {
  program
    .command('train')
    .description(
      'learn from everything that was read: who leaves, what sells to whom, how messages sound; a churn model is replaced only by a better one',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ holdfast train\n\n“holdfast evaluate churn FILE” says how good it is on time it has not seen.',
    )
    .action(
      action(async (context) => {
        const trained = await withWarehouse(context.config.data_dir, (warehouse) => trainAll(context, warehouse));
        if (context.json) context.printJson(trained);
        else context.print(trainedInWords(trained));
      }),
    );
}

/** Trains every model that does not yet fit the data and the settings; sentiment comes first, as churn reads how texts sound. A run that dies is gone on with by the next. */
export async function trainAll(context: Context, warehouse: Warehouse): Promise<Trained[]> {
  const { seed, churn } = context.config;
  const asOf = await endOfData(warehouse);
  const basis = { asOf, seed, holdfast: version() };
  const { dataDir } = warehouse;
  const answers = openAnswers(dataDir);
  return [
    await trainOne(
      context,
      warehouse,
      'sentiment',
      { ...basis, answers: answers.size },
      {
        load: () => loadSentiment(dataDir),
        train: (onProgress) => trainFromReviews(warehouse, { asOf, seed, answers, onProgress }),
        // The feelings go first: a run that dies in between leaves the old model and trains again.
        save: async (model) => {
          await writeFeelings(warehouse, await textFeelings(model, warehouse, { asOf }));
          return saveSentiment(model, dataDir);
        },
      },
    ),
    await trainOne(
      context,
      warehouse,
      'churn',
      { ...basis, horizonDays: churn.horizon_days, mostEvents: churn.most_events },
      {
        load: () => loadChurn(dataDir),
        train: (onProgress) =>
          trainChurn(warehouse, {
            asOf,
            seed,
            horizonDays: churn.horizon_days,
            mostEvents: churn.most_events,
            onProgress,
          }),
        compare: (before, model) => compareWithBefore(warehouse, before, model),
        save: (model) => saveChurn(model, dataDir),
      },
    ),
    await trainOne(
      context,
      warehouse,
      'recommender',
      { ...basis, ...vectorBasis(context) },
      {
        load: () => loadRecommender(dataDir),
        train: (onProgress) => trainRecommender(warehouse, { asOf, seed, onProgress }),
        save: (model) => publishWithVectors({ ...context.config, data_dir: dataDir }, model),
      },
    ),
  ];
}

interface Trainable {
  readonly version: string;
  readonly notes: readonly string[];
}

interface Steps<Model extends Trainable> {
  load(): Promise<Model | undefined>;
  train(onProgress: Progress): Promise<Model>;
  /** Whether the new model is better than the one that was there; without this step it always counts as better. */
  compare?(before: Model, trained: Model): Promise<Comparison | undefined>;
  save(model: Model): Promise<string>;
}

async function trainOne<Model extends Trainable>(
  context: Context,
  warehouse: Warehouse,
  name: Trained['model'],
  basis: TrainingBasis,
  steps: Steps<Model>,
): Promise<Trained> {
  const unreadable: string[] = [];
  // A damaged file or one that another Holdfast wrote: both messages send the user here.
  const there = await steps.load().catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    unreadable.push(`the model before could not be read and was replaced (${error.message})`);
    return undefined;
  });
  if (there && (await isTrained(warehouse, { name, version: there.version }, basis))) {
    return { model: name, version: there.version, kept: true, notes: there.notes };
  }
  return context.step(`training ${name}`, async (onProgress) => {
    const model = await steps.train(onProgress);
    const comparison = there && (await steps.compare?.(there, model));
    if (there && comparison && comparison.new >= comparison.before) {
      await recordTraining(warehouse, { name, version: there.version }, basis);
      return { model: name, version: there.version, kept: true, comparison, notes: there.notes };
    }
    const version = await steps.save(model);
    await recordTraining(warehouse, { name, version }, basis);
    return {
      model: name,
      version,
      kept: false,
      ...(comparison ? { comparison } : {}),
      notes: [...unreadable, ...model.notes],
    };
  });
}

export function trainedInWords(trained: readonly Trained[]): string {
  return trained
    .flatMap(({ model, version, kept, comparison, notes }) => [
      `${model}: ${outcomeInWords(kept, comparison)} (version ${version})`,
      ...(comparison ? [`  ${comparisonInWords(comparison)}`] : []),
      ...notes.map((note) => `  ${note}`),
    ])
    .map(oneLine)
    .join('\n');
}

function outcomeInWords(kept: boolean, comparison: Comparison | undefined): string {
  if (comparison)
    return kept
      ? 'a new model is no better, and the one before was kept'
      : 'a new model is better, and replaces the one before';
  return kept ? 'the model fits the data and was kept' : 'trained';
}

function comparisonInWords(comparison: Comparison): string {
  const { cutoff, horizon_days, customers, before_learnt_until } = comparison;
  const day = (time: string) => time.slice(0, 10);
  return `cross-entropy of churn (lower is better): new ${comparison.new.toFixed(4)}, before ${comparison.before.toFixed(4)}, for ${customers.toLocaleString('en')} customers at ${day(cutoff)} and the ${horizon_days} days after; neither learnt from the customers that it was asked about, and the one before from nobody after ${day(before_learnt_until)}`;
}
