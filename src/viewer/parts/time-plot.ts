import uPlot from 'uplot';
import type { TimeChart as TimeCounts } from '../../overview/overview.js';
import { formatCount } from '../../text/count.js';
import type { TimeRange } from './chart-filter.js';
import { MARKS, markLabels } from './time-axis.js';
import type { TimeSeries } from './time-chart.js';

export const HEIGHT = 280;

/** The room beside the last mark, so that its label is not cut. */
const PADDING: uPlot.Padding = [10, 34, 0, 0];

/** A shorter drag is a click. In pixels. */
const MIN_DRAG = 6;

/** The counts as columns; the upper ones come first, since those below are drawn over them. */
export function stacked({ from, bucketMs, buckets }: TimeCounts, series: readonly TimeSeries[]): uPlot.AlignedData {
  const times = buckets.map((_, index) => (from + (index + 0.5) * bucketMs) / 1000);
  const columns = series.map((_, upTo) =>
    buckets.map((bucket) => series.slice(0, upTo + 1).reduce((sum, { of }) => sum + of(bucket), 0)),
  );
  return [times, ...columns.reverse()];
}

/** What a chart shows at the moment, and what is called when the user points at it. */
export interface PlotContext {
  readonly counts: () => TimeCounts;
  readonly range: () => TimeRange | undefined;
  /** Called with the column under the pointer and where it is, in pixels; undefined when there is none. */
  readonly onPoint: (at: { readonly index: number; readonly left: number } | undefined) => void;
  /** Called with the times that the user chose, in milliseconds. */
  readonly onChoose: (range: TimeRange) => void;
}

/** The whole columns that lie between two places of the chart. */
function chosenRange(plot: uPlot, left: number, width: number, { from, bucketMs }: TimeCounts): TimeRange {
  const columnAt = (pixels: number) => Math.floor((plot.posToVal(pixels, 'x') * 1000 - from) / bucketMs);
  const [first, last] = [columnAt(left), columnAt(left + width)];
  return { from: from + first * bucketMs, to: from + (last + 1) * bucketMs };
}

function scaleOf({ from, bucketMs, buckets }: TimeCounts, range: TimeRange | undefined): uPlot.Range.MinMax {
  if (range !== undefined) return [range.from / 1000, range.to / 1000];
  return [from / 1000, (from + Math.max(buckets.length, 10) * bucketMs) / 1000];
}

/** A chart of what the context returns when it is drawn. */
export function createPlot(element: HTMLElement, series: readonly TimeSeries[], context: PlotContext): uPlot {
  const color = (property: string) => () => getComputedStyle(element).getPropertyValue(property).trim();
  const axis = { stroke: color('--muted'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false } };
  const { bars } = uPlot.paths;
  const columns = bars === undefined ? {} : { paths: bars({ size: [0.85, 60], gap: 1 }) };
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    padding: PADDING,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: MIN_DRAG } },
    scales: {
      x: { range: () => scaleOf(context.counts(), context.range()) },
      y: { range: (_, __, greatest) => [0, Math.max(greatest * 1.05, 4)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 44,
        space: 100,
        incrs: MARKS,
        values: (_, marks, __, ___, step) => markLabels(marks, step),
      },
      {
        ...axis,
        size: 56,
        ...(series[0]?.marks === undefined ? {} : { incrs: series[0].marks }),
        values: (_, values) =>
          values.map((value) => (value % 1 === 0 ? (series[0]?.format ?? formatCount)(value) : '')),
      },
    ],
    series: [
      {},
      ...[...series].reverse().map(({ label, color: property }) => ({
        label,
        width: 0,
        fill: color(property),
        points: { show: false },
        ...columns,
      })),
    ],
    hooks: {
      setCursor: [
        ({ cursor: { idx, left = -1 } }) => {
          const isThere = typeof idx === 'number' && left >= 0;
          context.onPoint(isThere ? { index: idx, left: left + 56 } : undefined);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < MIN_DRAG) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          context.onChoose(chosenRange(plot, left, width, context.counts()));
        },
      ],
    },
  };
  const plot = new uPlot(options, stacked(context.counts(), series), element);
  let wasDragged = false;
  let pressedAt = 0;
  plot.over.addEventListener('click', ({ clientX }) => {
    const left = clientX - plot.over.getBoundingClientRect().left;
    if (!wasDragged) context.onChoose(chosenRange(plot, left, 0, context.counts()));
  });
  plot.over.addEventListener('mousedown', ({ clientX }) => {
    pressedAt = clientX;
  });
  plot.over.addEventListener('mouseup', ({ clientX }) => {
    wasDragged = Math.abs(clientX - pressedAt) >= MIN_DRAG;
  });
  return plot;
}
