import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** One line (or row of points) of a chart. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly Series[];
  /** What a line would be that knows nothing, or errs nowhere; drawn thin and grey. */
  readonly guide?: Series;
  /** Which axes are shares from 0 to 1, shown in per cent. */
  readonly shares: 'both' | 'x' | 'y' | 'none';
}

const [width, height] = [340, 260];
/** Told apart without colour too: by dashes and by symbols (Okabe and Ito's colours, which colour-blind readers tell apart). */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#000000', '#E69F00'];
const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 2, 2, 2],
  [10, 4],
  [1, 3],
];

/** The chart as an SVG element: vectors and text, nothing to load. */
export async function lineChart(chart: Chart): Promise<string> {
  const names = [...chart.series, ...(chart.guide ? [chart.guide] : [])].map(({ name }) => name);
  const line = (series: readonly Series[]) =>
    series.flatMap(({ name, points }) => points.map((point, order) => ({ ...point, name, order })));
  const axis = (title: string, share: boolean, whole = false) => ({
    title,
    ...(share
      ? { axis: { format: '.0%' }, scale: { domain: [0, 1] } }
      : { axis: { format: '~r', ...(whole ? { tickMinStep: 1 } : {}) }, scale: { zero: false } }),
  });
  const encoding = {
    x: {
      field: 'x',
      type: 'quantitative',
      ...axis(chart.xTitle, chart.shares === 'both' || chart.shares === 'x', countsAlong(chart)),
    },
    y: { field: 'y', type: 'quantitative', ...axis(chart.yTitle, chart.shares === 'both' || chart.shares === 'y') },
    order: { field: 'order', type: 'quantitative' },
    color: { field: 'name', type: 'nominal', title: null, scale: { domain: names, range: colourRange(chart) } },
    strokeDash: { field: 'name', type: 'nominal', title: null, scale: { domain: names, range: dashRange(chart) } },
  };
  const unnamed = {
    ...encoding,
    color: { ...encoding.color, legend: null },
    strokeDash: { ...encoding.strokeDash, legend: null },
  };
  const spec = {
    ...frame(chart.title),
    resolve: { legend: { color: 'independent', strokeDash: 'independent' } },
    layer: [
      {
        data: { values: line(chart.guide ? [chart.guide] : []) },
        mark: { type: 'line', strokeWidth: 1 },
        encoding: unnamed,
      },
      {
        data: { values: line(chart.series) },
        mark: { type: 'line', strokeWidth: 2, clip: true },
        encoding,
      },
      {
        data: { values: pointsShown(chart) ? line(chart.series) : [] },
        mark: { type: 'point', filled: true, size: 30, clip: true },
        encoding: { ...unnamed, strokeDash: undefined },
      },
    ],
  };
  return render(spec as TopLevelSpec);
}

const countsAlong = ({ series }: Chart) => series.every(({ points }) => points.every(({ x }) => Number.isInteger(x)));
/** Few points are shown as points; many make a line. */
const pointsShown = (chart: Chart) => chart.series.every(({ points }) => points.length <= 30);
const colourRange = ({ series, guide }: Chart) => [...cycle(colours, series.length), ...(guide ? ['#999999'] : [])];
const dashRange = ({ series, guide }: Chart) => [...cycle(dashes, series.length), ...(guide ? [[1, 0]] : [])];
const cycle = <T>(values: readonly T[], count: number) =>
  Array.from({ length: count }, (_, i) => values[i % values.length]);

export interface Bars {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** From the top down. */
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

/** Horizontal bars with their names, as an SVG element. */
export function barChart({ title, xTitle, yTitle, bars }: Bars): Promise<string> {
  return render({
    ...frame(title),
    height: { step: 22 },
    data: { values: bars },
    mark: { type: 'bar', color: colours[0] },
    encoding: {
      y: { field: 'name', type: 'nominal', sort: null, title: yTitle, axis: { labelLimit: 0 } },
      x: { field: 'value', type: 'quantitative', title: xTitle, axis: { format: '~r', tickCount: 5 } },
    },
  } as TopLevelSpec);
}

function frame(title: string) {
  return {
    title: { text: title, anchor: 'start', fontSize: 13 },
    width,
    height,
    background: 'white',
    config: {
      font: 'sans-serif',
      axis: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal', gridColor: '#e5e5e5' },
      legend: { orient: 'bottom', columns: 1, labelFontSize: 11, labelLimit: 0, symbolStrokeWidth: 2 },
      view: { stroke: null },
    },
  };
}

async function render(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
