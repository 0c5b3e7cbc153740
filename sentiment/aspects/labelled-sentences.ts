import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../../config/index.ts';
import type { Sentiment } from '../label.ts';
import { unzip } from './zip.ts';

/** A sentence with the aspects that a person marked in it. */
export interface LabelledSentence {
  readonly text: string;
  readonly aspects: readonly LabelledAspect[];
}

export interface LabelledAspect {
  /** As the person named it, in lower case; it need not stand in the sentence. */
  readonly name: string;
  readonly polarity: Exclude<Sentiment, 'neutral'>;
}

/** The reviews of one product, divided into sentences. */
export interface LabelledProduct {
  readonly name: string;
  readonly sentences: readonly LabelledSentence[];
}

/**
 * Reads a text file of labelled sentences, or a ZIP archive of several, each a product. Files without a labelled sentence (a README) are left out. Throws a
 * UserError when nothing is left.
 */
export function readLabelledProducts(path: string): LabelledProduct[] {
  if (!existsSync(path)) throw new UserError(`there is no file ${path}`);
  const content = readFileSync(path);
  const zipped = content.subarray(0, 2).toString('latin1') === 'PK';
  const files = zipped ? unzip(content, path) : new Map([[path, content]]);
  const products = [...files]
    .map(([name, bytes]) => ({
      name: basename(name).replace(/\.[^.]+$/, ''),
      sentences: parseLabelledSentences(textOf(bytes)),
    }))
    .filter(({ sentences }) => sentences.some(({ aspects }) => aspects.length > 0));
  if (products.length === 0) {
    throw new UserError(
      `${path} has no labelled sentence: a line looks like “battery life[-2],screen[+1]##the sentence”`,
    );
  }
  return products.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** UTF-8, or Latin-1 where it is none. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** `name[+2]`, further marks in brackets after it. */
const marked = /([^,[\]]+)((?:\[[^\]]*\])+)/g;

/** Sentences in the format of Hu and Liu (2004): a line `aspect[+2],aspect[-1]##sentence`. Titles (`[t]…`) and lines without ## are left out. */
export function parseLabelledSentences(content: string): LabelledSentence[] {
  return content.split(/\r?\n/).flatMap((line) => {
    const at = line.indexOf('##');
    if (at < 0 || line.startsWith('[t]')) return [];
    const aspects = [...line.slice(0, at).matchAll(marked)].flatMap(([, name, marks]): LabelledAspect[] => {
      const sign = /\[([+-])/.exec(marks!)?.[1];
      if (sign === undefined || name!.trim() === '') return [];
      return [{ name: name!.trim().toLowerCase(), polarity: sign === '+' ? 'positive' : 'negative' }];
    });
    return [{ text: line.slice(at + 2).trim(), aspects }];
  });
}
