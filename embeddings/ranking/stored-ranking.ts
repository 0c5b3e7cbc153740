import { parseBoosting, serialiseBoosting } from '../../boosting/index.ts';
import type { ChanceModel } from './chance-model.ts';
import type { ItemChances, Ranking } from './ranking.ts';

type StoredModel = Omit<ChanceModel, 'boosting'> & { readonly boosting: string };
type Stored = Record<keyof ItemChances, StoredModel> & Pick<Ranking, 'order'>;

/** The ranking as JSON text. */
export function serialiseRanking({ order, repeats, discoveries }: Ranking): string {
  const stored = (model: ChanceModel): StoredModel => ({ ...model, boosting: serialiseBoosting(model.boosting) });
  return JSON.stringify({ order, repeats: stored(repeats), discoveries: stored(discoveries) } satisfies Stored);
}

/** What `serialiseRanking` wrote, the same to the bit. */
export function parseRanking(text: string): Ranking {
  const { order, repeats, discoveries } = JSON.parse(text) as Stored;
  const restored = (model: StoredModel): ChanceModel => ({ ...model, boosting: parseBoosting(model.boosting) });
  return { order, repeats: restored(repeats), discoveries: restored(discoveries) };
}
