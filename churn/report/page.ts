import {
  calibrationBins,
  htmlTable,
  lineChart,
  type Pick,
  picks,
  type ReportSection,
  reportPage,
  type Series,
} from '../../evaluation/index.ts';
import type { ChurnEvaluation } from '../evaluate.ts';
import type { Foretold, ModelFigures } from '../figures.ts';
import { importance, months, nextOrder, segments, spend } from './breakdowns.ts';
import { learningCurves } from './learning-curves.ts';

/** How models are called in a report. */
const titles: Readonly<Record<string, string>> = {
  holdfast: 'Holdfast',
  recency: 'recency alone',
  rfm_logistic: 'logistic regression (RFM)',
  bg_nbd: 'BG/NBD with gamma-gamma',
  past_spend_rate: 'past rate of spend',
};
const titleOf = (name: string) => titles[name] ?? name;

/** The evaluation as one HTML page: figures, learning curves, and how well customers are ranked and probabilities are met. */
export async function churnReport(evaluation: ChurnEvaluation): Promise<string> {
  const { figures, cutoff, horizonDays, notes } = evaluation;
  const introduction = [
    `Learnt from everything before ${cutoff.toISOString().slice(0, 16).replace('T', ' ')} UTC, tested on the ${horizonDays} days after it, which nothing here has seen.`,
    `${figures.customers.toLocaleString('en')} customers had ordered before; ${(100 * figures.churn_rate).toFixed(1)} % of them did not order in those ${horizonDays} days. That is what “left” means here.`,
    ...notes,
  ];
  return reportPage('Who leaves, and who spends: how well it was foreseen', introduction, [
    comparison(evaluation),
    await learningCurves(evaluation.histories),
    await ranking(evaluation),
    await calibration(evaluation),
    await months(figures.months),
    segments(figures.segments),
    nextOrder(figures.next_order),
    await spend(figures.spend_deciles),
    await importance(figures.importance),
  ]);
}

const columns: readonly (readonly [keyof ModelFigures, string])[] = [
  ['auc', 'AUC'],
  ['pr_auc', 'PR-AUC'],
  ['brier', 'Brier'],
  ['ece', 'ECE'],
  ['lift10', 'lift in top 10 %'],
  ['spend_gini', 'spend: Gini'],
  ['spend_mae', 'spend: mean error'],
];

function comparison({ figures }: ChurnEvaluation): ReportSection {
  const models = { holdfast: figures.holdfast, ...figures.baselines };
  const rows = Object.entries(models).map(([name, values]) => [
    titleOf(name),
    ...columns.map(([key]) => (values[key] === undefined ? '–' : values[key].toFixed(key === 'spend_mae' ? 0 : 3))),
  ]);
  return {
    heading: 'Beside simpler rules',
    words: [
      'AUC: how often one who left scores above one who stayed. PR-AUC: the mean precision as more and more are picked. Brier and ECE: how far the probabilities lie from what happened (lower is better). Lift: how many times more of the top tenth left than of all. RFM: recency, frequency and monetary value. Gini: how well customers are ranked by what they then spent. Mean error: in the shop’s currency.',
    ],
    content: [
      htmlTable('On the same customers', ['', ...columns.map(([, title]) => title)], rows),
      htmlTable(
        'By how much Holdfast’s AUC lies above (paired bootstrap, 95 of 100 resamplings lie within)',
        ['', 'AUC above', 'from', 'to'],
        Object.entries(figures.auc_above).map(([name, { difference, low, high }]) => [
          titleOf(name),
          ...[difference, low, high].map(signed),
        ]),
      ),
    ],
  };
}

async function ranking({ outcomes, foretold }: ChurnEvaluation): Promise<ReportSection> {
  const curves = Object.entries(foretold).flatMap(([name, says]) => {
    const score = scoreOf(says);
    return score ? [{ name: titleOf(name), points: picks(outcomes.churned, score) }] : [];
  });
  const draw = (x: keyof Pick, y: (pick: Pick) => number, shown: (pick: Pick) => boolean = () => true): Series[] =>
    curves.map(({ name, points }) => ({
      name,
      points: points.filter(shown).map((pick) => ({ x: pick[x], y: y(pick) })),
    }));
  const rate = outcomes.churned.reduce((sum, churned) => sum + churned, 0) / outcomes.churned.length;
  const diagonal = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  const level = (y: number) => [
    { x: 0, y },
    { x: 1, y },
  ];
  return {
    heading: 'Who is picked first',
    words: ['Customers are sorted by how likely they are to leave. The grey line is what picking at random gives.'],
    content: await Promise.all([
      lineChart({
        title: 'ROC: leavers found against false alarms',
        xTitle: 'share of those who stayed that is picked',
        yTitle: 'share of those who left that is picked',
        shares: 'both',
        series: draw('falseAlarms', ({ found }) => found),
        guide: { name: 'at random', points: diagonal },
      }),
      lineChart({
        title: 'Precision and recall',
        xTitle: 'share of those who left that is picked',
        yTitle: 'share of the picked that left',
        shares: 'both',
        series: draw('found', ({ precision }) => precision, settled),
        guide: { name: 'at random', points: level(rate) },
      }),
      lineChart({
        title: 'Lift: how much likelier to leave',
        xTitle: 'share of all customers that is picked',
        yTitle: 'times the share among all',
        shares: 'x',
        series: draw('picked', ({ precision }) => precision / rate, settled),
        guide: { name: 'at random', points: level(1) },
      }),
      lineChart({
        title: 'Gains: leavers found by writing',
        xTitle: 'share of all customers that is picked',
        yTitle: 'share of those who left that is picked',
        shares: 'both',
        series: draw('picked', ({ found }) => found),
        guide: { name: 'at random', points: diagonal },
      }),
    ]),
  };
}

async function calibration({ outcomes, foretold }: ChurnEvaluation): Promise<ReportSection> {
  const series = Object.entries(foretold).flatMap(([name, { churnProbability }]) =>
    churnProbability
      ? [
          {
            name: titleOf(name),
            points: calibrationBins(outcomes.churned, churnProbability).map(({ predicted, observed }) => ({
              x: predicted,
              y: observed,
            })),
          },
        ]
      : [],
  );
  return {
    heading: 'Whether probabilities mean what they say',
    words: [
      'Customers in ten groups of equal size by their predicted probability. On the grey line as many left as were said to.',
    ],
    content: [
      await lineChart({
        title: 'Calibration',
        xTitle: 'predicted share that leaves',
        yTitle: 'share that left',
        shares: 'both',
        series,
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

const scoreOf = (says: Foretold) => says.churnProbability ?? says.churnScore;
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
/** The share among a handful that was picked says nothing: precision is drawn from the first hundredth on. */
const settled = ({ picked }: Pick) => picked >= 0.01;
