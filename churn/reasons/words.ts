import type { Language } from '../../config/index.ts';
import { clearFeeling } from '../contact-features.ts';
import type { Reason, ReasonNumbers } from './reason.ts';

/** A reason in plain words with its numbers: “63 days since the last order, usually 21”. */
export function reasonInWords(reason: ReasonNumbers, language: Language): string {
  return language === 'en' ? english(reason) : chinese(reason);
}

/** What the reason does to the score: “raises the risk”. */
export function effectInWords(
  { effect }: Pick<Reason, 'effect'>,
  score: 'churn' | 'value',
  language: Language,
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
    case 'visits':
      if (reason.days_since_last_visit === null) {
        return reason.days_since_last_contact === null
          ? 'never heard of but by orders'
          : `last heard of otherwise than by an order ${count(reason.days_since_last_contact, 'day')} ago`;
      }
      return `${count(reason.visits_in_90_days, 'visit')} without an order in 90 days, the last one ${count(reason.days_since_last_visit, 'day')} ago`;
    case 'mails':
      if (reason.unsubscribed) return 'unsubscribed from the newsletter';
      return reason.mails === 0
        ? 'gets no newsletter'
        : `opened ${whole(reason.opened)} of the last ${count(reason.mails, 'mail')}`;
    case 'coupons':
      return reason.coupons === 0 ? 'never used a coupon' : `used ${count(reason.coupons, 'coupon')}`;
    case 'returns':
      return reason.days_since_last_return === null
        ? 'never sent anything back'
        : `${count(reason.returns, 'return')}, the last one ${count(reason.days_since_last_return, 'day')} ago`;
    case 'feeling':
      return reason.last_feeling === null || reason.days_since === null
        ? 'no review or message that tells a mood'
        : `last review or message ${moodOf('en', reason.last_feeling)}, ${count(reason.days_since, 'day')} ago`;
    case 'due':
      return `${tenths(reason.products_due_in_90_days)} of the things bought before are due again within 90 days`;
    case 'taste':
      return `the kind of things bought so far (${count(reason.different_products, 'different product')})`;
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
    case 'visits':
      if (reason.days_since_last_visit === null) {
        return reason.days_since_last_contact === null
          ? '除下单外没有其他往来'
          : `最近一次下单以外的往来在 ${whole(reason.days_since_last_contact)} 天前`;
      }
      return `近 90 天有 ${whole(reason.visits_in_90_days)} 次浏览未下单，最近一次在 ${whole(reason.days_since_last_visit)} 天前`;
    case 'mails':
      if (reason.unsubscribed) return '已退订邮件';
      return reason.mails === 0
        ? '未接收营销邮件'
        : `最近 ${whole(reason.mails)} 封邮件打开了 ${whole(reason.opened)} 封`;
    case 'coupons':
      return reason.coupons === 0 ? '从未使用优惠券' : `用过 ${whole(reason.coupons)} 次优惠券`;
    case 'returns':
      return reason.days_since_last_return === null
        ? '从未退货'
        : `退货 ${whole(reason.returns)} 次，最近一次在 ${whole(reason.days_since_last_return)} 天前`;
    case 'feeling':
      return reason.last_feeling === null || reason.days_since === null
        ? '没有能看出情绪的评价或留言'
        : `${whole(reason.days_since)} 天前的最近评价或留言为${moodOf('zh', reason.last_feeling)}`;
    case 'due':
      return `买过的商品中预计有 ${tenths(reason.products_due_in_90_days)} 件会在 90 天内再次购买`;
    case 'taste':
      return `至今所购商品的种类（共 ${whole(reason.different_products)} 种）`;
  }
}

const moods = { en: ['negative', 'neutral', 'positive'], zh: ['负面', '中性', '正面'] } as const;
const moodOf = (language: Language, feeling: number) =>
  moods[language][feeling < -clearFeeling ? 0 : feeling > clearFeeling ? 2 : 1];
const whole = (value: number) => Math.round(value).toLocaleString('en');
const tenths = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 });
const money = (value: number) => value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = (value: number, unit: string) => `${whole(value)} ${unit}${Math.round(value) === 1 ? '' : 's'}`;
const name = (language: Language, part: Intl.DateTimeFormatOptions, date: Date) =>
  new Intl.DateTimeFormat(language, { ...part, timeZone: 'UTC' }).format(date);
/** The first of March 2026 was a Sunday. */
const weekdayDate = (weekday: number) => new Date(Date.UTC(2026, 2, 1 + weekday));
const monthDate = (month: number) => new Date(Date.UTC(2026, month - 1, 15));
