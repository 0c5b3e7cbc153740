/** Figures that say how good a prediction is, and the reports that show them. */
export * from './classification.ts';
export * from './regression.ts';
