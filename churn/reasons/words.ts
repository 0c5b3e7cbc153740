import type { Reason, ReasonNumbers } from './reason.ts';

/** The languages that reasons are told in. */
export type ReasonLanguage = 'en' | 'zh';

/** A reason in plain words with its numbers: “63 days since the last order, usually 21”. */
export function reasonInWords(reason: ReasonNumbers, language: ReasonLanguage): string {
  return language === 'en' ? english(reason) : chinese(reason);
}

/** What the reason does to the score: “raises the risk”. */
export function effectInWords(
  { effect }: Pick<Reason, 'effect'>,
  score: 'churn' | 'value',
  language: ReasonLanguage,
): string {
  const [up, down] = effects[language][score];
  return effect > 0 ? up : down;
}

const effects = {
  en: { churn: ['raises the risk', 'lowers the risk'], value: ['raises the value', 'lowers the value'] },
  zh: { churn: ['流失风险上升', '流失风险下降'], value: ['预期消费上升', '预期消费下降'] },
} as const;

function english(reason: ReasonNumbers): string {
  switch (reason.kind) {
    case 'silence': {
      const usual = reason.usual_days === null ? '' : `, usually ${whole(reason.usual_days)}`;
      return `${count(reason.days_since_last_order, 'day')} since the last order${usual}`;
    }
    case 'rhythm':
      return reason.usual_days === null
        ? 'no rhythm of buying yet: ordered on one day only'
        : `orders every ${count(reason.usual_days, 'day')} on average`;
    case 'history':
      return reason.orders === 1 ? 'only one order so far' : `${count(reason.orders, 'order')} so far`;
    case 'tenure':
      return `first order ${count(reason.days_since_first_order, 'day')} ago`;
    case 'spend':
      return `${money(reason.average_order_value)} an order on average, the last one ${money(reason.last_order_value)}`;
    case 'basket':
      return `${count(reason.lines_per_order, 'line')} and ${count(reason.pieces_per_order, 'piece')} an order on average`;
    case 'calendar':
      return `the season: the last order was on a ${name('en', { weekday: 'long' }, weekdayDate(reason.weekday))} in ${name('en', { month: 'long' }, monthDate(reason.month))}`;
  }
}

function chinese(reason: ReasonNumbers): string {
  switch (reason.kind) {
    case 'silence': {
      const usual = reason.usual_days === null ? '' : `，平时约 ${whole(reason.usual_days)} 天`;
      return `距上次下单已 ${whole(reason.days_since_last_order)} 天${usual}`;
    }
    case 'rhythm':
      return reason.usual_days === null
        ? '尚无购买规律：只在一天下过单'
        : `平均每 ${whole(reason.usual_days)} 天下单一次`;
    case 'history':
      return reason.orders === 1 ? '至今只有 1 笔订单' : `至今共 ${whole(reason.orders)} 笔订单`;
    case 'tenure':
      return `首次下单在 ${whole(reason.days_since_first_order)} 天前`;
    case 'spend':
      return `平均每单 ${money(reason.average_order_value)}，最近一单 ${money(reason.last_order_value)}`;
    case 'basket':
      return `平均每单 ${whole(reason.lines_per_order)} 种商品，共 ${whole(reason.pieces_per_order)} 件`;
    case 'calendar':
      return `季节：最近一单在 ${reason.month} 月，${name('zh', { weekday: 'long' }, weekdayDate(reason.weekday))}`;
  }
}

const whole = (value: number) => Math.round(value).toLocaleString('en');
const money = (value: number) => value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = (value: number, unit: string) => `${whole(value)} ${unit}${Math.round(value) === 1 ? '' : 's'}`;
const name = (language: ReasonLanguage, part: Intl.DateTimeFormatOptions, date: Date) =>
  new Intl.DateTimeFormat(language, { ...part, timeZone: 'UTC' }).format(date);
/** The first of March 2026 was a Sunday. */
const weekdayDate = (weekday: number) => new Date(Date.UTC(2026, 2, 1 + weekday));
const monthDate = (month: number) => new Date(Date.UTC(2026, month - 1, 15));
