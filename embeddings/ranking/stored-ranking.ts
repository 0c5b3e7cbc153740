import { parseBoosting, serialiseBoosting } from '../../boosting/index.ts';
import type { ChanceModel } from './chance-model.ts';
import type { Ranking } from './ranking.ts';

type Stored = Record<keyof Ranking, Omit<ChanceModel, 'boosting'> & { readonly boosting: string }>;

/** The ranking as JSON text. */
export function serialiseRanking({ repeats, discoveries }: Ranking): string {
  const stored = (model: ChanceModel) => ({ ...model, boosting: serialiseBoosting(model.boosting) });
  return JSON.stringify({ repeats: stored(repeats), discoveries: stored(discoveries) } satisfies Stored);
}

/** What `serialiseRanking` wrote, the same to the bit. */
export function parseRanking(text: string): Ranking {
  const { repeats, discoveries } = JSON.parse(text) as Stored;
  const restored = (model: Stored[keyof Stored]) => ({ ...model, boosting: parseBoosting(model.boosting) });
  return { repeats: restored(repeats), discoveries: restored(discoveries) };
}
