import type { Command } from 'commander';
import { loadChurn, OutdatedModelError, saveChurn, trainChurn } from '../churn/index.ts';
import type { Progress } from '../config/index.ts';
import { loadRecommender, trainRecommender } from '../embeddings/index.ts';
import { loadSentiment, openAnswers, saveSentiment, textFeelings, trainFromReviews } from '../sentiment/index.ts';
import { isTrained, recordTraining, type TrainingBasis, type Warehouse, writeFeelings } from '../warehouse/index.ts';
import { action, type Context } from './command.ts';
import { publishWithVectors, vectorBasis } from './publish-with-vectors.ts';
import { version } from './version.ts';
import { endOfData, withWarehouse } from './with-warehouse.ts';

/** What came of training one model. */
export interface Trained {
  readonly model: 'churn' | 'recommender' | 'sentiment';
  readonly version: string;
  /** Whether it was there already, from the same data and settings. */
  readonly kept: boolean;
  readonly notes: readonly string[];
}

export function addTrain(program: Command): void {
  program
    .command('train')
    .description('learn from everything that was read: who leaves, what sells to whom, how messages sound')
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

/** Trains every model that does not yet fit the data and the settings. A run that dies is gone on with by the next. */
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
      'churn',
      { ...basis, horizonDays: churn.horizon_days },
      {
        load: () => loadChurn(dataDir).catch(nothingIfOutdated),
        train: (onProgress) => trainChurn(warehouse, { asOf, seed, horizonDays: churn.horizon_days, onProgress }),
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
  ];
}

/** What another Holdfast wrote is trained anew. */
function nothingIfOutdated(error: unknown): undefined {
  if (!(error instanceof OutdatedModelError)) throw error;
}

interface Trainable {
  readonly version: string;
  readonly notes: readonly string[];
}

interface Steps<Model extends { readonly notes: readonly string[] }> {
  load(): Promise<(Model & { readonly version: string }) | undefined>;
  train(onProgress: Progress): Promise<Model>;
  save(model: Model): Promise<string>;
}

async function trainOne<Model extends Trainable>(
  context: Context,
  warehouse: Warehouse,
  name: Trained['model'],
  basis: TrainingBasis,
  steps: Steps<Model>,
): Promise<Trained> {
  const there = await steps.load();
  if (there && (await isTrained(warehouse, { name, version: there.version }, basis))) {
    return { model: name, version: there.version, kept: true, notes: there.notes };
  }
  return context.step(`training ${name}`, async (onProgress) => {
    const model = await steps.train(onProgress);
    const version = await steps.save(model);
    await recordTraining(warehouse, { name, version }, basis);
    return { model: name, version, kept: false, notes: model.notes };
  });
}

export function trainedInWords(trained: readonly Trained[]): string {
  return trained
    .flatMap(({ model, version, kept, notes }) => [
      `${model}: ${kept ? 'the model fits the data and was kept' : 'trained'} (version ${version})`,
      ...notes.map((note) => `  ${note}`),
    ])
    .join('\n');
}
