import { type Progress, silent } from '../../config/index.ts';
import { type ProductId, readProducts, type Warehouse } from '../../warehouse/index.ts';
import { createAspectFinder } from '../aspects/find-mentions.ts';
import { knownAspects } from '../aspects/lexicon.ts';
import type { Mention } from '../aspects/mention.ts';
import { learnOwnTerms } from '../aspects/own-terms.ts';
import { type AspectAsking, aspectsByModel } from '../cascade/aspects-by-model.ts';
import { classifyLearnt } from '../classify.ts';
import { sentimentOfStars } from '../label-column.ts';
import type { SentimentModel } from '../model.ts';
import { readUtterances, type Utterance } from '../utterances.ts';
import { type Heard, listen } from './listen.ts';
import { summarise, type VoiceOfCustomer } from './voice.ts';

export interface VoiceRequest {
  readonly before: Date;
  readonly since?: Date;
  readonly product?: ProductId;
  /** A language model to read the texts in which the word lists find no aspect that is judged; without one nothing leaves this machine. */
  readonly askModel?: AspectAsking;
  readonly onProgress?: Progress;
}

/**
 * What customers said in reviews and messages to support, from `since` on and before `before`, of one product or of all. The shop's own terms are learnt from
 * all that was said before `before`.
 */
export async function voiceOfCustomer(
  warehouse: Warehouse,
  model: SentimentModel | undefined,
  { before, since, product, askModel, onProgress = silent }: VoiceRequest,
): Promise<VoiceOfCustomer> {
  const { utterances: all, mostStars } = await readUtterances(warehouse, { before });
  const from = since?.getTime() ?? Number.NEGATIVE_INFINITY;
  const utterances = all.filter(
    ({ time, productId }) => time >= from && (product === undefined || productId === product),
  );
  const ownTerms = learnOwnTerms(all.map(({ text }) => text));
  const find = createAspectFinder({ ownTerms, productNames: [] }, model);
  const products = await readProducts(warehouse);
  const local = utterances.map(({ text }, i) => {
    if (i % 1000 === 0) onProgress(i, utterances.length, 'texts');
    return find(text);
  });
  const asked = askModel && (await askAboutRest(utterances, local, askModel));
  const mentions = local.map((found, i) => asked?.mentions.get(utterances[i]!.text) ?? found);
  const heard = listen(utterances, mentions, products);
  const voice = summarise(
    { utterances, heard, products, negative: feelings(model, utterances, heard, mostStars) },
    onProgress,
  );
  return asked ? { ...voice, language_model: asked.report } : voice;
}

/** It chooses among the known aspects: what the shop's customers call things does not stand among its rules. */
function askAboutRest(
  utterances: readonly Utterance[],
  local: readonly (readonly Mention[])[],
  askModel: AspectAsking,
) {
  const rest = utterances.flatMap(({ text }, i) =>
    local[i]!.some(({ polarity }) => polarity !== 'neutral') ? [] : [text],
  );
  return aspectsByModel(rest, knownAspects(), askModel);
}

/**
 * 1 for a text that is negative as a whole, 0 for another, −1 for one that cannot be told: by its stars, otherwise by the trained classifier, otherwise by
 * whether it blames more than it praises.
 */
function feelings(
  model: SentimentModel | undefined,
  utterances: readonly Utterance[],
  heard: readonly Heard[],
  mostStars: number,
): Int8Array {
  const unrated = utterances.flatMap(({ stars }, i) => (stars === null ? [i] : []));
  const answers = classifyLearnt(
    model,
    unrated.map((i) => utterances[i]!.text),
  );
  const scores = new Float64Array(utterances.length);
  for (const { text, score } of heard) scores[text]! += score;
  const negative = Int8Array.from(scores, (score) => (score === 0 ? -1 : score < 0 ? 1 : 0));
  for (const [at, i] of unrated.entries()) if (answers[at]) negative[i] = answers[at].label === 'negative' ? 1 : 0;
  for (const [i, { stars }] of utterances.entries()) {
    if (stars !== null) negative[i] = sentimentOfStars(stars, mostStars) === 'negative' ? 1 : 0;
  }
  return negative;
}
