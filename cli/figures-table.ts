import { table } from './table.ts';

/** Figures by name; one that a model cannot give is left out, one that the data do not settle is not a number. */
export type Figures = Readonly<Record<string, number>>;

/** Models as rows and figures as columns, with three decimals (whole numbers from 100 up). */
export function figuresTable(models: Readonly<Record<string, Figures>>): string {
  const columns = [...new Set(Object.values(models).flatMap((figures) => Object.keys(figures)))];
  const rows = Object.entries(models).map(([model, figures]) => [
    model,
    ...columns.map((column) => format(figures[column])),
  ]);
  return table(['', ...columns], rows);
}

function format(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(3);
}
