/** Figures that say how good a prediction is, and the reports that show them. */
export { type AucDifference, aucDifference } from './bootstrap.ts';
export { type Bars, barChart, type Chart, lineChart, type Series } from './chart.ts';
export * from './classification.ts';
export { type Pick, picks } from './curves.ts';
export { ndcgAt, recallAt } from './ranking.ts';
export * from './regression.ts';
export { htmlTable, type ReportSection, reportPage } from './report-page.ts';
