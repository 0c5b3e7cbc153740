import { millisecondsPerDay } from '../../config/index.ts';
import type { CustomerId } from '../../warehouse/index.ts';
import { trendDays } from '../parts.ts';
import type { Recommender } from '../recommender.ts';

/** As many customers of the whole shop speak beside those of a locale: few of them are chance. */
const smoothing = 20;

/**
 * What sells to the customers of each locale, by item: how many of them took it in the last 28 days, and of the whole shop's customers as if 20 were among them. It is what a customer
 * gets of whom nothing else is known.
 */
export function segmentTrends(
  { history, parts }: Recommender,
  localeOf: (customer: CustomerId) => string | null,
): Map<string, Float32Array> {
  const { customers, start, item, time, asOf } = history;
  const share = smoothing / Math.max(1, customers.length);
  const trends = new Map<string, Float32Array>();
  for (let c = 0; c < customers.length; c++) {
    const locale = localeOf(customers[c]!);
    if (locale === null) continue;
    const trend = trends.get(locale) ?? parts.trend.map((count) => share * count);
    trends.set(locale, trend);
    const lately = new Set<number>();
    for (let row = start[c]!; row < start[c + 1]!; row++) {
      if (asOf - time[row]! <= trendDays * millisecondsPerDay) lately.add(item[row]!);
    }
    for (const taken of lately) trend[taken]!++;
  }
  return trends;
}
