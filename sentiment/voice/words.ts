import type { Language } from '../../config/index.ts';

/** A change of the share of texts that blame an aspect, ready to be told: shares in per cent, the day as YYYY-MM-DD. */
interface ToldChange {
  readonly before: string;
  readonly after: string;
  readonly day: string;
}

/** What the report on the voice of the customer says in a language; numbers come written out. */
interface VoiceWords {
  readonly title: string;
  readonly silence: string;
  read(texts: string, from: string, to: string, negative: string): string;
  judged(texts: string): string;
  readonly defects: { readonly heading: string; readonly meaning: string; readonly none: string };
  defect(
    product: string,
    aspect: string,
    change: string,
    texts: number,
    chance: string,
    quotes: readonly string[],
  ): string;
  change(change: ToldChange): string;
  readonly aspects: {
    readonly heading: string;
    readonly chart: string;
    readonly chartAxis: string;
    readonly table: string;
    readonly header: readonly string[];
  };
  readonly overTime: { readonly heading: string; readonly meaning: string; readonly chart: string };
  monthsBefore(day: string): string;
  readonly shareAxis: string;
  readonly products: { readonly heading: string; readonly header: readonly string[] };
  mostTexts(products: number): string;
  quotes(aspect: string): string;
}

const english: VoiceWords = {
  title: 'The voice of the customer',
  silence: 'There are no reviews or messages to support.',
  read: (texts, from, to, negative) =>
    `${texts} reviews and messages to support from ${from} to ${to}; ${negative} of those that could be read are negative as a whole.`,
  judged: (texts) =>
    `${texts} of them judge an aspect of a product or of the shop. Aspects are found by word lists in English and Chinese and by the shop’s own terms; a text counts once an aspect.`,
  defects: {
    heading: 'Products with a defect signal',
    meaning:
      'Products of which one aspect is blamed in a larger share of texts than before, by more than chance explains. Over all tests at most one signal in twenty is expected to be false.',
    none: 'There are none.',
  },
  defect: (product, aspect, change, texts, chance, quotes) =>
    `${product}, ${aspect}: ${change} (${texts} texts, p ${chance}). ${quotes.map((quote) => `“${quote}”`).join(' ')}`,
  change: ({ before, after, day }) => `blamed in ${after} of texts since ${day}, ${before} before`,
  aspects: {
    heading: 'What is blamed',
    chart: 'Texts that blame an aspect',
    chartAxis: 'texts',
    table: 'By aspect',
    header: ['aspect', 'texts that judge it', 'blame it', 'share', 'change'],
  },
  overTime: {
    heading: 'Over time',
    meaning: 'The share of all texts of each period that blame the aspect.',
    chart: 'The aspects that are blamed most',
  },
  monthsBefore: (day) => `months before ${day}`,
  shareAxis: '% of texts',
  products: { heading: 'Products', header: ['product', 'texts', 'negative', 'blamed most for'] },
  mostTexts: (products) => `The ${products} with the most texts`,
  quotes: (aspect) => `In their words: ${aspect}`,
};

const chinese: VoiceWords = {
  title: '顾客之声',
  silence: '没有评价，也没有客服留言。',
  read: (texts, from, to, negative) =>
    `${from} 至 ${to} 共 ${texts} 条评价和客服留言；可判读的文本中，整体为负面的占 ${negative}。`,
  judged: (texts) =>
    `其中 ${texts} 条评价了商品或店铺的某一方面。方面由中英文词表和店铺自己的用词识别；同一条文本对同一方面只计一次。`,
  defects: {
    heading: '有缺陷信号的商品',
    meaning: '某一方面受到批评的文本比例高于以往、且超出偶然范围的商品。在全部检验中，预计至多二十分之一的信号是误报。',
    none: '没有这样的商品。',
  },
  defect: (product, aspect, change, texts, chance, quotes) =>
    `${product}，${aspect}：${change}（${texts} 条文本，p ${chance}）。${quotes.map((quote) => `“${quote}”`).join(' ')}`,
  change: ({ before, after, day }) => `自 ${day} 起 ${after} 的文本对此不满，此前为 ${before}`,
  aspects: {
    heading: '顾客不满之处',
    chart: '对各方面不满的文本数',
    chartAxis: '文本数',
    table: '按方面',
    header: ['方面', '评价它的文本', '对它不满', '比例', '变化'],
  },
  overTime: { heading: '随时间的变化', meaning: '每个时段的全部文本中，对该方面不满的比例。', chart: '不满最多的方面' },
  monthsBefore: (day) => `距 ${day} 的月数`,
  shareAxis: '占文本的 %',
  products: { heading: '商品', header: ['商品', '文本数', '负面', '最受不满的方面'] },
  mostTexts: (products) => `文本最多的 ${products} 种`,
  quotes: (aspect) => `顾客原话：${aspect}`,
};

export const voiceWords: Readonly<Record<Language, VoiceWords>> = { en: english, zh: chinese };
