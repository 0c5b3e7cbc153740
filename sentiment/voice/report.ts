import { type Language, millisecondsPerDay } from '../../config/index.ts';
import { barChart, htmlTable, lineChart, type ReportSection, reportPage, type Series } from '../../evaluation/index.ts';
import { aspectName } from '../aspects/lexicon.ts';
import type { Period } from './trend.ts';
import type { AspectVoice, Change, DefectSignal, ProductVoice, VoiceOfCustomer } from './voice.ts';
import { voiceWords } from './words.ts';

const shownAspects = 20;
const shownLines = 5;
const shownProducts = 50;
const shownDefects = 12;
/** Of fewer texts a share says nothing: such a period, often the last, is drawn as one with its neighbour. */
const fewestInPeriod = 10;
const month = (365.25 / 12) * millisecondsPerDay;
const widestTitle = 60;

/** The voice of the customer as one HTML page that loads nothing. What customers wrote, and what products are called, stands in it as plain text. */
export async function voiceReport(voice: VoiceOfCustomer, language: Language): Promise<string> {
  const { texts, texts_with_aspects, from, to, share_negative } = voice;
  const words = voiceWords[language];
  if (from === null || to === null) return reportPage(words.title, [words.silence], [], language);
  const introduction = [
    words.read(count(texts), dayOf(from), dayOf(to), percent(share_negative)),
    words.judged(count(texts_with_aspects)),
  ];
  const sections = [
    await defects(voice, to, language),
    await aspects(voice, language),
    await overTime(voice, to, language),
    products(voice, language),
    ...inTheirWords(voice, language),
  ];
  return reportPage(words.title, introduction, sections, language);
}

async function defects(
  { defects: signals, products: all }: VoiceOfCustomer,
  to: string,
  language: Language,
): Promise<ReportSection> {
  const words = voiceWords[language].defects;
  const shown = signals.slice(0, shownDefects);
  const charts = shown.map((signal) => {
    const product = all.find(({ product_id }) => product_id === signal.product_id)!;
    const aspect = product.aspects.find((one) => one.aspect === signal.aspect)!;
    return shareChart(`${nameOf(signal)}: ${aspectName(signal.aspect, language)}`, [aspect], to, language);
  });
  return {
    heading: words.heading,
    words: [
      words.meaning,
      ...(shown.length === 0 ? [words.none] : shown.map((signal) => defectInWords(signal, language))),
    ],
    content: await Promise.all(charts),
  };
}

/** A defect signal as a sentence, with what customers write. */
export function defectInWords(signal: DefectSignal, language: Language): string {
  const aspect = aspectName(signal.aspect, language);
  const change = changeInWords(signal, language);
  const chance = signal.p_value.toExponential(0);
  return voiceWords[language].defect(nameOf(signal), aspect, change, signal.negative_after, chance, signal.blame);
}

function changeInWords({ time, before, after }: Change, language: Language): string {
  return voiceWords[language].change({ before: percent(before), after: percent(after), day: dayOf(time) });
}

async function aspects({ aspects: all }: VoiceOfCustomer, language: Language): Promise<ReportSection> {
  const words = voiceWords[language].aspects;
  const shown = all.slice(0, shownAspects);
  const rows = shown.map(({ aspect, texts, negative, share_negative, change }) => [
    aspectName(aspect, language),
    count(texts),
    count(negative),
    percent(share_negative),
    change ? changeInWords(change, language) : '–',
  ]);
  const bars = shown.map(({ aspect, negative }) => ({ name: aspectName(aspect, language), value: negative }));
  return {
    heading: words.heading,
    words: [],
    content: [
      await barChart({ title: words.chart, xTitle: words.chartAxis, yTitle: '', bars }),
      htmlTable(words.table, words.header, rows),
    ],
  };
}

async function overTime({ aspects: all }: VoiceOfCustomer, to: string, language: Language): Promise<ReportSection> {
  const words = voiceWords[language].overTime;
  const shown = all.slice(0, shownLines);
  return {
    heading: words.heading,
    words: [words.meaning],
    content: shown.length > 0 ? [await shareChart(words.chart, shown, to, language)] : [],
  };
}

function shareChart(title: string, shown: readonly AspectVoice[], to: string, language: Language): Promise<string> {
  const words = voiceWords[language];
  const series = shown.map(
    ({ aspect, trend }): Series => ({
      name: aspectName(aspect, language),
      points: joinThinPeriods(trend).map(({ from, texts, negative }) => ({
        x: (Date.parse(from) - Date.parse(to)) / month,
        y: (100 * negative) / texts,
      })),
    }),
  );
  return lineChart({ title, xTitle: words.monthsBefore(dayOf(to)), yTitle: words.shareAxis, series, shares: 'none' });
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

function products({ products: all }: VoiceOfCustomer, language: Language): ReportSection {
  const words = voiceWords[language];
  const rows = all.slice(0, shownProducts).map((product) => {
    const worst = product.aspects[0];
    return [
      nameOf(product),
      count(product.texts),
      percent(product.share_negative),
      worst && worst.negative > 0 ? `${aspectName(worst.aspect, language)} (${worst.negative})` : '–',
    ];
  });
  const { heading, header } = words.products;
  return { heading, words: [], content: [htmlTable(words.mostTexts(rows.length), header, rows)] };
}

function inTheirWords({ aspects: all }: VoiceOfCustomer, language: Language): ReportSection[] {
  return all.slice(0, shownAspects).map(({ aspect, blame, praise }) => ({
    heading: voiceWords[language].quotes(aspectName(aspect, language)),
    words: [...blame.map((quote) => `− “${quote}”`), ...praise.map((quote) => `+ “${quote}”`)],
    content: [],
  }));
}

export function nameOf({ product_id, title: name }: Pick<ProductVoice, 'product_id' | 'title'>): string {
  const full = name?.trim() || product_id;
  return full.length > widestTitle ? `${full.slice(0, widestTitle).toWellFormed()}…` : full;
}

const count = (texts: number) => texts.toLocaleString('en');
const dayOf = (time: string) => time.slice(0, 10);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
