import { type Progress, silent } from '../../config/index.ts';
import { type ProductId, readProducts, type Warehouse } from '../../warehouse/index.ts';
import { createAspectFinder } from '../aspects/find-mentions.ts';
import { learnOwnTerms } from '../aspects/own-terms.ts';
import { classify } from '../classify.ts';
import type { Sentiment } from '../label.ts';
import { sentimentOfStars } from '../label-column.ts';
import type { SentimentModel } from '../model.ts';
import { readUtterances, type Utterance } from '../utterances.ts';
import { listen } from './listen.ts';
import { summarise, type VoiceOfCustomer } from './voice.ts';

export interface VoiceRequest {
  readonly before: Date;
  readonly since?: Date;
  readonly product?: ProductId;
  readonly onProgress?: Progress;
}

/**
 * What customers said in reviews and messages to support, from `since` on and before `before`, of one product or of all. The shop's own terms are learnt from
 * all that was said before `before`. Nothing leaves this machine.
 */
export async function voiceOfCustomer(
  warehouse: Warehouse,
  model: SentimentModel | undefined,
  { before, since, product, onProgress = silent }: VoiceRequest,
): Promise<VoiceOfCustomer> {
  const { utterances: all, mostStars } = await readUtterances(warehouse, { before });
  const from = since?.getTime() ?? Number.NEGATIVE_INFINITY;
  const utterances = all.filter(
    ({ time, productId }) => time >= from && (product === undefined || productId === product),
  );
  const ownTerms = learnOwnTerms(all.map(({ text }) => text));
  const find = createAspectFinder({ ownTerms, productNames: [] }, model);
  const products = await readProducts(warehouse);
  const heard = listen(utterances, find, products, onProgress);
  return summarise({ utterances, heard, products, negative: feelings(model, utterances, mostStars) }, onProgress);
}

/** 1 negative, 0 not, −1 unknown; by the stars where there are some. */
function feelings(model: SentimentModel | undefined, utterances: readonly Utterance[], mostStars: number): Int8Array {
  const unrated = utterances.filter(({ stars }) => stars === null);
  const answers = classify(
    model,
    unrated.map(({ text }) => text),
  );
  const labels = new Map(unrated.map((utterance, i) => [utterance, answers[i]!.label]));
  return Int8Array.from(utterances, (utterance) => {
    const label: Sentiment | 'unknown' = labels.get(utterance) ?? sentimentOfStars(utterance.stars!, mostStars);
    return label === 'unknown' ? -1 : label === 'negative' ? 1 : 0;
  });
}
