import type { Product, ProductId } from '../../warehouse/index.ts';
import { product as wholeProduct } from '../aspects/english-mentions.ts';
import { stemsOf } from '../aspects/english-words.ts';
import type { Mention } from '../aspects/mention.ts';
import type { Utterance } from '../utterances.ts';

/** What one text says of one aspect, all in all. */
export interface Heard {
  /** The number of the text. */
  readonly text: number;
  readonly aspect: string;
  /** The sum over what it says of it: below 0 blame. */
  readonly score: number;
  /** Its clearest words on that side. */
  readonly quote: string;
}

const longestQuote = 160;
/** How far a quote reaches beyond the words of the mention, when its sentence does. */
const margin = 60;

/**
 * What each text says, by its mentions, of each aspect that it judges; an aspect that is only named, or praised as much as blamed, is left out. What customers call by the
 * name of the text's product is the product itself.
 */
export function listen(
  utterances: readonly Utterance[],
  mentions: readonly (readonly Mention[])[],
  products: ReadonlyMap<ProductId, Product>,
): Heard[] {
  const isName = productNames(products);
  return utterances.flatMap(({ text, productId }, number) => {
    const byAspect = Map.groupBy(
      mentions[number]!.filter(({ polarity }) => polarity !== 'neutral'),
      ({ aspect }) => (productId !== null && isName(productId, aspect) ? wholeProduct : aspect),
    );
    return [...byAspect].flatMap(([aspect, mentions]) => {
      const score = mentions.reduce((sum, mention) => sum + mention.score, 0);
      if (score === 0) return [];
      const side = Math.sign(score);
      const clearest = mentions.reduce((best, mention) => (mention.score * side > best.score * side ? mention : best));
      return [{ text: number, aspect, score, quote: quoteOf(text, clearest) }];
    });
  });
}

/** Whether an aspect is in other words the product: all of its words stand in the product's title or category. */
function productNames(products: ReadonlyMap<ProductId, Product>): (product: ProductId, aspect: string) => boolean {
  const names = new Map<ProductId, ReadonlySet<string>>();
  const aspects = new Map<string, readonly string[]>();
  return (product, aspect) => {
    const { title, category } = products.get(product) ?? {};
    const own = names.get(product) ?? new Set(stemsOf(`${title ?? ''} ${category ?? ''}`));
    const stems = aspects.get(aspect) ?? stemsOf(aspect);
    names.set(product, own);
    aspects.set(aspect, stems);
    return stems.length > 0 && stems.every((stem) => own.has(stem));
  };
}

/** The mention's words with some of its sentence around them, cut between words; … stands for what was cut off. */
function quoteOf(text: string, { start, end }: Mention): string {
  const last = Math.min(end, start + longestQuote);
  let from = start;
  let to = last;
  while (from > 0 && start - from < margin && !sentenceEnd.test(text[from - 1]!)) from--;
  while (to < text.length && to - last < margin && !sentenceEnd.test(text[to]!)) to++;
  const cutBefore = from > 0 && !sentenceEnd.test(text[from - 1]!);
  const cutAfter = to < text.length && !sentenceEnd.test(text[to]!);
  if (cutBefore && text.slice(from, start).includes(' ')) from = text.indexOf(' ', from) + 1;
  if (cutAfter && text.slice(last, to).includes(' ')) to = text.lastIndexOf(' ', to - 1);
  const quote = text.slice(from, to).replace(/\s+/gu, ' ').trim().toWellFormed();
  return `${cutBefore ? '… ' : ''}${quote}${cutAfter ? ' …' : ''}`;
}

const sentenceEnd = /[.!?。！？；\n]/u;
