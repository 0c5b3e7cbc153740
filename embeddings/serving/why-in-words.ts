import type { Language } from '../../config/index.ts';
import type { ProductId } from '../../warehouse/index.ts';
import type { OwnReason, Why } from './why.ts';

interface Words {
  again(baskets: number, share: string): string;
  because(title: string, share: string): string;
  everybody(share: string): string;
  readonly nothing: string;
  readonly between: string;
}

const words: Record<Language, Words> = {
  en: {
    again: (baskets, share) => `bought ${baskets === 1 ? 'once' : `${baskets} times`} before (${share})`,
    because: (title, share) => `goes with ${title}, bought before (${share})`,
    everybody: (share) => `many customers buy it (${share})`,
    nothing: 'nothing in particular speaks for it',
    between: '; ',
  },
  zh: {
    again: (baskets, share) => `以前买过 ${baskets} 次（${share}）`,
    because: (title, share) => `与买过的“${title}”相配（${share}）`,
    everybody: (share) => `很多顾客都在买（${share}）`,
    nothing: '没有特别的理由',
    between: '；',
  },
};

/** A reason that carries less of what speaks for the product is not worth a word. */
const leastShare = 0.05;
const mostReasons = 3;

/** The strongest reasons as a phrase, each with its share of all that speaks for the product: “bought 3 times before (60 %); goes with …”. */
export function whyInWords(product: ProductId, { own, everybody }: Why, language: Language): string {
  const say = words[language];
  const phrase = (reason: OwnReason, share: string) =>
    reason.product_id === product ? say.again(reason.baskets, share) : say.because(reason.title, share);
  const all = [
    ...own.map((reason) => ({ amount: reason.amount, tell: (share: string) => phrase(reason, share) })),
    { amount: everybody, tell: say.everybody },
  ].filter(({ amount }) => amount > 0);
  const sum = all.reduce((total, { amount }) => total + amount, 0);
  const told = all
    .sort((a, b) => b.amount - a.amount)
    .filter(({ amount }, place) => place === 0 || amount >= leastShare * sum)
    .slice(0, mostReasons)
    .map(({ amount, tell }) => tell(percent(amount / sum, language)));
  return told.length > 0 ? told.join(say.between) : say.nothing;
}

function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'percent' }).format(share);
}
