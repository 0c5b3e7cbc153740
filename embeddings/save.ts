import { UserError } from '../config/index.ts';
import { type CustomerId, loadArtifact, type Product, publishArtifact } from '../warehouse/index.ts';
import type { History } from './history.ts';
import type { IalsSettings } from './ials.ts';
import type { Neighbours } from './neighbours.ts';
import { type NextItemSettings, restoreNextItem, storedNextItem } from './next-item/model.ts';
import { momentAt } from './ranking/moment.ts';
import { parseRanking, serialiseRanking } from './ranking/stored-ranking.ts';
import type { ListWeights, Recommender } from './recommender.ts';
import type { AllSignals } from './signals.ts';
import { type Arrays, packArrays, unpackArrays } from './vectors/packed-arrays.ts';

const name = 'recommender';
/** Of the files below; a model in another format is trained anew. */
const format = 4;
const neighbourParts = ['ease', 'itemItem', 'transitions', 'together', 'texts'] as const;
const countParts = ['popularity', 'trend'] as const;
const historyColumns = ['start', 'item', 'time', 'basket', 'quantity', 'price'] as const;
const signalColumns = ['start', 'item', 'time', 'weight'] as const;

interface Description {
  readonly format: number;
  readonly notes: readonly string[];
  readonly asOf: number;
  readonly ordered: boolean;
  readonly customers: readonly CustomerId[];
  readonly products: readonly Product[];
  readonly weights: ListWeights;
  readonly ials: IalsSettings;
  readonly nextItem: NextItemSettings | undefined;
}

/** Writes the recommender under `dataDir/models/recommender`, whole or not at all, and returns its version. */
export async function saveRecommender(model: Recommender, dataDir: string): Promise<string> {
  const { notes, history, products, weights, parts, second } = model;
  const description: Description = {
    format,
    notes,
    asOf: history.asOf,
    ordered: history.ordered,
    customers: history.customers,
    products,
    weights,
    ials: parts.factors.settings,
    nextItem: parts.nextItem?.settings,
  };
  const arrays = Object.fromEntries([
    ...historyColumns.map((column) => [`history.${column}`, history[column]]),
    ...signalColumns.map((column) => [`signals.${column}`, history.signals[column]]),
    ...countParts.map((part) => [part, parts[part]]),
    ...neighbourParts.flatMap((part) => Object.entries(parts[part]).map(([key, array]) => [`${part}.${key}`, array])),
    ['factors.itemVectors', parts.factors.itemVectors],
    ['factors.gram', parts.factors.gram],
    ...(parts.nextItem ? [['nextItem', storedNextItem(parts.nextItem).numbers] as const] : []),
  ]);
  return publishArtifact(
    dataDir,
    name,
    new Map<string, Uint8Array | string>([
      ['recommender.json', JSON.stringify(description)],
      ['arrays.bin', packArrays(arrays)],
      ...(second ? [['ranking.json', serialiseRanking(second.ranking)] as const] : []),
    ]),
  );
}

/** The recommender that was saved last; undefined when there is none. Throws UserError where its files are damaged or another Holdfast's. */
export async function loadRecommender(dataDir: string): Promise<Recommender | undefined> {
  const artifact = loadArtifact(dataDir, name);
  if (!artifact) return undefined;
  const description = JSON.parse(String(artifact.files.get('recommender.json'))) as Description;
  if (description.format !== format) {
    throw new UserError(
      `the recommender in ${dataDir} has format ${description.format}, and this Holdfast reads ${format}: run “holdfast train” again`,
    );
  }
  const { notes, asOf, ordered, customers, products, weights, ials, nextItem } = description;
  const arrays = unpackArrays(artifact.files.get('arrays.bin')!);
  const columns = Object.fromEntries(historyColumns.map((column) => [column, arrays[`history.${column}`]!]));
  const signals = Object.fromEntries(signalColumns.map((column) => [column, arrays[`signals.${column}`]!]));
  const items = products.map(({ productId }) => productId);
  const history = {
    ...(columns as unknown as History),
    signals: signals as unknown as AllSignals,
    asOf,
    ordered,
    customers,
    items,
  };
  const parts = {
    ordered,
    popularity: arrays.popularity as Float32Array,
    trend: arrays.trend as Float32Array,
    ease: neighboursFrom(arrays, 'ease'),
    itemItem: neighboursFrom(arrays, 'itemItem'),
    transitions: neighboursFrom(arrays, 'transitions'),
    together: neighboursFrom(arrays, 'together'),
    texts: neighboursFrom(arrays, 'texts'),
    factors: {
      settings: ials,
      itemVectors: arrays['factors.itemVectors'] as Float32Array,
      gram: arrays['factors.gram'] as Float64Array,
    },
    ...(nextItem && {
      nextItem: restoreNextItem({
        settings: nextItem,
        items: items.length,
        numbers: arrays.nextItem as Float32Array,
      }),
    }),
  };
  const ranking = artifact.files.get('ranking.json');
  return {
    version: artifact.version,
    notes,
    history,
    products,
    parts,
    weights,
    second: ranking && { ranking: parseRanking(String(ranking)), moment: momentAt(history, parts) },
  };
}

function neighboursFrom(arrays: Arrays, part: (typeof neighbourParts)[number]): Neighbours {
  return {
    start: arrays[`${part}.start`] as Int32Array,
    item: arrays[`${part}.item`] as Int32Array,
    weight: arrays[`${part}.weight`] as Float32Array,
  };
}
