import { barChart, htmlTable, lineChart, type ReportSection, reportPage, type Series } from '../../evaluation/index.ts';
import type { Period } from './trend.ts';
import type { AspectVoice, Change, DefectSignal, ProductVoice, VoiceOfCustomer } from './voice.ts';

const shownAspects = 20;
const shownLines = 5;
const shownProducts = 50;
const shownDefects = 12;
/** Of fewer texts a share says nothing: such a period, often the last, is drawn as one with its neighbour. */
const fewestInPeriod = 10;
const month = (365.25 / 12) * 86_400_000;
const widestTitle = 60;

/** The voice of the customer as one HTML page that loads nothing. What customers wrote, and what products are called, stands in it as plain text. */
export async function voiceReport(voice: VoiceOfCustomer): Promise<string> {
  const { texts, texts_with_aspects, from, to, share_negative } = voice;
  if (from === null || to === null) return reportPage(title, ['There are no reviews or messages to support.'], []);
  const introduction = [
    `${texts.toLocaleString('en')} reviews and messages to support from ${dayOf(from)} to ${dayOf(to)}; ${percent(share_negative)} of those that could be read are negative as a whole.`,
    `${texts_with_aspects.toLocaleString('en')} of them judge an aspect of a product or of the shop. Aspects are found by word lists in English and Chinese and by the shop’s own terms; a text counts once an aspect.`,
  ];
  return reportPage(title, introduction, [
    await defects(voice, to),
    await aspects(voice),
    await overTime(voice, to),
    products(voice),
    ...inTheirWords(voice),
  ]);
}

const title = 'The voice of the customer';

async function defects({ defects: signals, products: all }: VoiceOfCustomer, to: string): Promise<ReportSection> {
  const shown = signals.slice(0, shownDefects);
  const charts = shown.map((signal) => {
    const product = all.find(({ product_id }) => product_id === signal.product_id)!;
    const aspect = product.aspects.find((one) => one.aspect === signal.aspect)!;
    return shareChart(`${nameOf(signal)}: ${signal.aspect}`, [aspect], to);
  });
  return {
    heading: 'Products with a defect signal',
    words: [
      'Products of which one aspect is blamed in a larger share of texts than before, by more than chance explains. Over all tests at most one signal in twenty is expected to be false.',
      ...(shown.length === 0 ? ['There are none.'] : shown.map(defectInWords)),
    ],
    content: await Promise.all(charts),
  };
}

/** A defect signal as a sentence, with what customers write. */
export function defectInWords(signal: DefectSignal): string {
  const quotes = signal.blame.map((quote) => `“${quote}”`).join(' ');
  return `${nameOf(signal)}, ${signal.aspect}: ${changeInWords(signal)} (${signal.negative_after} texts, p ${signal.p_value.toExponential(0)}). ${quotes}`;
}

function changeInWords({ time, before, after }: Change): string {
  return `blamed in ${percent(after)} of texts since ${dayOf(time)}, ${percent(before)} before`;
}

async function aspects({ aspects: all }: VoiceOfCustomer): Promise<ReportSection> {
  const shown = all.slice(0, shownAspects);
  const rows = shown.map(({ aspect, texts, negative, share_negative, change }) => [
    aspect,
    texts.toLocaleString('en'),
    negative.toLocaleString('en'),
    percent(share_negative),
    change ? changeInWords(change) : '–',
  ]);
  const bars = shown.map(({ aspect, negative }) => ({ name: aspect, value: negative }));
  return {
    heading: 'What is blamed',
    words: [],
    content: [
      await barChart({ title: 'Texts that blame an aspect', xTitle: 'texts', yTitle: '', bars }),
      htmlTable('By aspect', ['aspect', 'texts that judge it', 'blame it', 'share', 'change'], rows),
    ],
  };
}

async function overTime({ aspects: all }: VoiceOfCustomer, to: string): Promise<ReportSection> {
  const shown = all.slice(0, shownLines);
  return {
    heading: 'Over time',
    words: ['The share of all texts of each period that blame the aspect.'],
    content: shown.length > 0 ? [await shareChart('The aspects that are blamed most', shown, to)] : [],
  };
}

function shareChart(name: string, shown: readonly AspectVoice[], to: string): Promise<string> {
  const series = shown.map(
    ({ aspect, trend }): Series => ({
      name: aspect,
      points: joinThinPeriods(trend).map(({ from, texts, negative }) => ({
        x: (Date.parse(from) - Date.parse(to)) / month,
        y: (100 * negative) / texts,
      })),
    }),
  );
  return lineChart({ title: name, xTitle: `months before ${dayOf(to)}`, yTitle: '% of texts', series, shares: 'none' });
}

function joinThinPeriods(trend: readonly Period[]): Period[] {
  const joined: Period[] = [];
  for (const period of trend) {
    const last = joined.at(-1);
    if (last && last.texts < fewestInPeriod) joined[joined.length - 1] = together(last, period);
    else joined.push(period);
  }
  const [before, last] = joined.slice(-2);
  if (before && last && last.texts < fewestInPeriod) joined.splice(-2, 2, together(before, last));
  return joined;
}

function together(one: Period, next: Period): Period {
  return { from: one.from, texts: one.texts + next.texts, negative: one.negative + next.negative };
}

function products({ products: all }: VoiceOfCustomer): ReportSection {
  const rows = all.slice(0, shownProducts).map((product) => {
    const worst = product.aspects[0];
    return [
      nameOf(product),
      product.texts.toLocaleString('en'),
      percent(product.share_negative),
      worst && worst.negative > 0 ? `${worst.aspect} (${worst.negative})` : '–',
    ];
  });
  const header = ['product', 'texts', 'negative', 'blamed most for'];
  return {
    heading: 'Products',
    words: [],
    content: [htmlTable(`The ${rows.length} with the most texts`, header, rows)],
  };
}

function inTheirWords({ aspects: all }: VoiceOfCustomer): ReportSection[] {
  return all.slice(0, shownAspects).map(({ aspect, blame, praise }) => ({
    heading: `In their words: ${aspect}`,
    words: [...blame.map((quote) => `− “${quote}”`), ...praise.map((quote) => `+ “${quote}”`)],
    content: [],
  }));
}

export function nameOf({ product_id, title: name }: Pick<ProductVoice, 'product_id' | 'title'>): string {
  const full = name?.trim() || product_id;
  return full.length > widestTitle ? `${full.slice(0, widestTitle).toWellFormed()}…` : full;
}

const dayOf = (time: string) => time.slice(0, 10);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
