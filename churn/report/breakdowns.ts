import { barChart, htmlTable, lineChart, type ReportSection } from '../../evaluation/index.ts';
import type { Importance } from '../evaluation/importance.ts';
import type { MonthFigures } from '../evaluation/month.ts';
import type { NextOrderFigures } from '../evaluation/next-order.ts';
import type { SegmentFigures } from '../evaluation/segments.ts';
import type { SpendDecile } from '../evaluation/spend-deciles.ts';
import type { ReasonKind } from '../reasons/index.ts';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const third = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3));
const count = (value: number) => value.toLocaleString('en');
const amount = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 0 });
const dayOf = (cutoff: string) => cutoff.slice(0, 10);

/** Whether the probabilities held at every cutoff. */
export async function months(figures: readonly MonthFigures[]): Promise<ReportSection> {
  const mean = figures.reduce((sum, month) => sum + (month.figures.auc ?? 0), 0) / figures.length;
  return {
    heading: 'Month by month',
    words: [
      figures.length > 1
        ? `The same at ${figures.length} cutoffs, each with a model of its own that was trained on what came before. Mean AUC: ${third(mean)}.`
        : 'The orders do not reach back far enough to train and test a month earlier too.',
    ],
    content: [
      htmlTable(
        'Predicted and observed',
        ['cutoff', 'customers', 'predicted to leave', 'left', 'AUC', 'Brier', 'ECE'],
        figures.map((month) => [
          dayOf(month.cutoff),
          count(month.customers),
          percent(month.predicted),
          percent(month.churn_rate),
          third(month.figures.auc),
          third(month.figures.brier),
          third(month.figures.ece),
        ]),
      ),
      await lineChart({
        title: 'Calibration at each cutoff',
        xTitle: 'predicted share that leaves',
        yTitle: 'share that left',
        shares: 'both',
        series: figures.map((month) => ({
          name: dayOf(month.cutoff),
          points: month.calibration.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
        })),
        guide: {
          name: 'as many as said',
          points: [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
        },
      }),
    ],
  };
}

export function segments(figures: readonly SegmentFigures[]): ReportSection {
  return {
    heading: 'Kinds of customers',
    words: ['Customers by how many orders they had placed before the cutoff, and by how long ago the last one was.'],
    content: [
      htmlTable(
        'Predicted and observed',
        ['', 'customers', 'predicted to leave', 'left', 'AUC'],
        figures.map(({ segment, customers, predicted, churn_rate, auc }) => [
          segment,
          count(customers),
          percent(predicted),
          percent(churn_rate),
          third(auc),
        ]),
      ),
    ],
  };
}

export function nextOrder(figures: readonly NextOrderFigures[]): ReportSection {
  return {
    heading: 'When the next order comes',
    words: [
      'How many customers were expected to order within so many days of the cutoff, and how many did. The expected date of the next order comes from the same curve. Brier: how far the chances lie from what happened (lower is better).',
    ],
    content: [
      htmlTable(
        'Expected and observed',
        ['within', 'expected to order', 'ordered', 'Brier', 'BG/NBD: Brier'],
        figures.map(({ days, predicted, ordered, brier, bg_nbd_brier }) => [
          `${days} days`,
          percent(predicted),
          percent(ordered),
          third(brier),
          third(bg_nbd_brier),
        ]),
      ),
    ],
  };
}

export async function spend(deciles: readonly SpendDecile[]): Promise<ReportSection> {
  const points = (value: (decile: SpendDecile) => number) =>
    deciles.map((decile, index) => ({ x: index + 1, y: value(decile) }));
  return {
    heading: 'What customers were expected to spend, and spent',
    words: [
      'Customers in ten groups of equal size by the spend that was expected of them in the horizon, the lowest first. Amounts are means in the shop’s currency.',
    ],
    content: [
      await lineChart({
        title: 'Mean spend by expected spend',
        xTitle: 'tenth of the customers by expected spend',
        yTitle: 'mean spend in the horizon',
        shares: 'none',
        series: [
          { name: 'expected', points: points(({ predicted }) => predicted) },
          { name: 'spent', points: points(({ spent }) => spent) },
        ],
      }),
      htmlTable(
        'By tenth of the customers',
        ['tenth', 'expected', 'spent', 'mean error'],
        deciles.map(({ predicted, spent, error }, index) => [
          String(index + 1),
          amount(predicted),
          amount(spent),
          amount(error),
        ]),
      ),
    ],
  };
}

const kindTitles: Readonly<Record<ReasonKind, string>> = {
  silence: 'how long ago, and how much lately',
  rhythm: 'rhythm of buying',
  history: 'number of orders',
  tenure: 'how long a customer',
  spend: 'amounts spent',
  basket: 'lines and pieces an order',
  calendar: 'weekday and season',
  visits: 'visits',
  mails: 'mails and what was opened',
  coupons: 'coupons',
  returns: 'returns',
  feeling: 'how reviews and messages sound',
  due: 'things due to be bought again',
  taste: 'the kind of things bought',
};

export async function importance(figures: readonly Importance[]): Promise<ReportSection> {
  const heading = 'What the predictions rest on';
  if (figures.length === 0) {
    return { heading, words: ['The model of buying rhythm (BG/NBD) has no features to exchange.'], content: [] };
  }
  return {
    heading,
    words: [
      'How much the AUC falls when everything of one kind is exchanged for that of another customer with as long a history. Kinds that say the same as another cost little; below zero is chance.',
    ],
    content: [
      await barChart({
        title: 'Lost when it is exchanged',
        xTitle: 'AUC lost',
        yTitle: '',
        bars: figures.map(({ kind, auc_lost }) => ({ name: kindTitles[kind], value: auc_lost })),
      }),
    ],
  };
}
