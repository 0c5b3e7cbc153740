import type { Progress } from '../../config/index.ts';
import type { Product, ProductId } from '../../warehouse/index.ts';
import type { AspectReport } from '../cascade/aspects-by-model.ts';
import type { Utterance } from '../utterances.ts';
import { discoveries, findChange } from './change-point.ts';
import type { Heard } from './listen.ts';
import { type Period, trendOf } from './trend.ts';

/** What is said of one aspect. */
export interface AspectVoice {
  readonly aspect: string;
  /** Texts that judge it, and those of them that blame it. */
  readonly texts: number;
  readonly negative: number;
  readonly share_negative: number;
  readonly trend: readonly Period[];
  /** Where the share of all texts (of the product, or of the shop) that blame the aspect changed; null where no test shows a change. */
  readonly change: Change | null;
  /** The customers' own words: the clearest, blame and praise apart. */
  readonly blame: readonly string[];
  readonly praise: readonly string[];
}

export interface Change {
  /** RFC 3339, UTC. */
  readonly time: string;
  /** Shares of the texts before and after. */
  readonly before: number;
  readonly after: number;
  /** Texts that blame the aspect from then on. */
  readonly negative_after: number;
  /** How likely a change at least so clear is by chance, for this one test. */
  readonly p_value: number;
}

export interface ProductVoice {
  readonly product_id: ProductId;
  readonly title: string | null;
  readonly texts: number;
  readonly share_negative: number;
  readonly aspects: readonly AspectVoice[];
}

/** A product whose customers blame one aspect more than they used to. */
export interface DefectSignal extends Change {
  readonly product_id: ProductId;
  readonly title: string | null;
  readonly aspect: string;
  readonly blame: readonly string[];
}

export interface VoiceOfCustomer {
  /** RFC 3339, UTC; of the first and the last text. null without texts. */
  readonly from: string | null;
  readonly to: string | null;
  readonly texts: number;
  /** Texts that judge an aspect. */
  readonly texts_with_aspects: number;
  /** Of the texts that could be read, those that are negative as a whole: by their stars, otherwise by their words. */
  readonly share_negative: number;
  readonly aspects: readonly AspectVoice[];
  /** Those with the most texts first. */
  readonly products: readonly ProductVoice[];
  readonly defects: readonly DefectSignal[];
  /** What came of asking a language model about texts in which the word lists find no aspect; absent when none was asked. */
  readonly language_model?: AspectReport;
}

export interface Listened {
  /** Oldest first. */
  readonly utterances: readonly Utterance[];
  readonly heard: readonly Heard[];
  /** 1 for a text that is negative as a whole, 0 for another, −1 for one that could not be read. */
  readonly negative: Int8Array;
  readonly products: ReadonlyMap<ProductId, Product>;
}

/** Of the tests that show a change at most this share is wrong. */
const falseShare = 0.05;
/** An aspect that fewer texts blame is not tested for a change: how many do says nothing on when they do, so the tests that remain stay true. */
const fewestBlames = 5;
/** A defect is blamed that much oftener after the change than before. */
const leastRise = 1.5;
/** An aspect is shown from so many texts on. */
const fewestTexts = 3;
const quotes = 3;

/** What customers say: of the whole shop and of each product, aspect by aspect. */
export function summarise({ utterances, heard, negative, products }: Listened, onProgress: Progress): VoiceOfCustomer {
  const everything = Int32Array.from(utterances, (_, i) => i);
  const byProduct = Map.groupBy(everything, (i) => utterances[i]!.productId);
  const heardByProduct = Map.groupBy(heard, ({ text }) => utterances[text]!.productId);
  const found: { product: ProductId; title: string | null; texts: readonly number[]; aspects: AspectVoice[] }[] = [];
  for (const [product, texts] of byProduct) {
    onProgress(found.length, byProduct.size, 'products');
    if (product === null) continue;
    const aspects = draw(texts, heardByProduct.get(product) ?? [], utterances);
    found.push({ product, title: products.get(product)?.title ?? null, texts, aspects });
  }
  found.sort((a, b) => b.texts.length - a.texts.length);
  const whole = draw([...everything], heard, utterances);
  const tested = [...whole, ...found.flatMap(({ aspects }) => aspects)].flatMap(({ change }) => change ?? []);
  const shown = discoveries(
    tested.map(({ p_value }) => p_value),
    falseShare,
  );
  const changes = new Set(tested.filter((_, i) => shown[i]));
  const kept = (aspects: readonly AspectVoice[]) =>
    aspects.map((aspect) => (aspect.change && changes.has(aspect.change) ? aspect : { ...aspect, change: null }));
  const shopAspects = kept(whole);
  const productVoices = found.map(
    ({ product, title, texts, aspects }): ProductVoice => ({
      product_id: product,
      title,
      texts: texts.length,
      share_negative: shareNegative(texts, negative),
      aspects: kept(aspects),
    }),
  );
  const time = (i: number) => (utterances.at(i) ? new Date(utterances.at(i)!.time).toISOString() : null);
  return {
    from: time(0),
    to: time(-1),
    texts: utterances.length,
    texts_with_aspects: new Set(heard.map(({ text }) => text)).size,
    share_negative: shareNegative(everything, negative),
    aspects: shopAspects,
    products: productVoices,
    defects: productVoices.flatMap(defectsOf).sort((a, b) => a.p_value - b.p_value),
  };
}

/** Each aspect of some texts, the one that most of them blame first. `change` is not yet held against chance. */
function draw(texts: readonly number[], heard: readonly Heard[], utterances: readonly Utterance[]): AspectVoice[] {
  const times = Float64Array.from(texts, (text) => utterances[text]!.time);
  const place = new Map(texts.map((text, i) => [text, i]));
  return [...Map.groupBy(heard, ({ aspect }) => aspect)]
    .map(([aspect, all]) => drawAspect(aspect, all, times, place))
    .filter(({ texts: judging }) => judging >= fewestTexts)
    .sort((a, b) => b.negative - a.negative || b.texts - a.texts || (a.aspect < b.aspect ? -1 : 1));
}

function drawAspect(
  aspect: string,
  heard: readonly Heard[],
  times: Float64Array,
  place: ReadonlyMap<number, number>,
): AspectVoice {
  const placesOf = (some: readonly Heard[]) => [...new Set(some.map(({ text }) => place.get(text)!))];
  const blamed = heard.filter(({ score }) => score < 0);
  const negative = placesOf(blamed).sort((a, b) => a - b);
  const texts = placesOf(heard).length;
  const change = changeIn(negative, times);
  // After a rise the new complaints are the ones to read.
  const since = change && change.after > change.before ? Date.parse(change.time) : Number.NEGATIVE_INFINITY;
  return {
    aspect,
    texts,
    negative: negative.length,
    share_negative: negative.length / texts,
    trend: trendOf(times, negative),
    change,
    blame: clearest(blamed.filter(({ text }) => times[place.get(text)!]! >= since)),
    praise: clearest(heard.filter(({ score }) => score > 0)),
  };
}

function changeIn(negative: readonly number[], times: Float64Array): Change | null {
  if (negative.length < fewestBlames) return null;
  const change = findChange(negative, times.length, times);
  if (change === undefined) return null;
  const { index, before, after, pRise, pFall } = change;
  return {
    time: new Date(times[index]!).toISOString(),
    before,
    after,
    negative_after: negative.filter((one) => one >= index).length,
    p_value: Math.min(1, 2 * Math.min(pRise, pFall)),
  };
}

function clearest(heard: readonly Heard[]): string[] {
  const sorted = [...heard].sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  return [...new Set(sorted.map(({ quote }) => quote))].slice(0, quotes);
}

function defectsOf({ product_id, title, aspects }: ProductVoice): DefectSignal[] {
  return aspects.flatMap(({ aspect, change, blame }) => {
    if (change === null || change.after < leastRise * change.before) return [];
    return [{ product_id, title, aspect, ...change, blame }];
  });
}

function shareNegative(texts: ArrayLike<number>, negative: Int8Array): number {
  let [read, blamed] = [0, 0];
  for (let i = 0; i < texts.length; i++) {
    const one = negative[texts[i]!]!;
    if (one >= 0) read++;
    if (one === 1) blamed++;
  }
  return read > 0 ? blamed / read : 0;
}
