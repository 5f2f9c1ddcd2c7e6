import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { TimeChart as TimeCounts } from '../../report/html/report-document.js';
import { countOf, formatCount } from '../../text/count.js';
import { dayOf, momentOf, spanOf, timeOf } from './format.js';

/** One series of counts over time; series are stacked, the first one at the bottom. */
export interface TimeSeries {
  readonly label: string;
  /** The custom property of the style that holds its colour. */
  readonly color: `--${string}`;
  readonly of: (bucket: TimeCounts['buckets'][number]) => number;
}

interface TimeChartProps {
  readonly counts: TimeCounts;
  readonly series: readonly TimeSeries[];
  /** What is counted: `event`. */
  readonly noun: string;
}

const HEIGHT = 180;

/** How many seconds may lie between two marks of the time. */
const DAY = 86_400;
const MARKS = [
  1,
  5,
  15,
  30,
  60,
  300,
  900,
  1800,
  3600,
  7200,
  14_400,
  43_200,
  ...[1, 2, 7, 30, 90, 365].map((days) => days * DAY),
];

/** The counts as columns; the upper ones come first, since those below are drawn over them. */
function stacked({ from, bucketMs, buckets }: TimeCounts, series: readonly TimeSeries[]): uPlot.AlignedData {
  const times = buckets.map((_, index) => (from + (index + 0.5) * bucketMs) / 1000);
  const columns = series.map((_, upTo) =>
    buckets.map((bucket) => series.slice(0, upTo + 1).reduce((sum, { of }) => sum + of(bucket), 0)),
  );
  return [times, ...columns.reverse()];
}

/** A chart of what `counts` returns when it is drawn. */
function createChart(element: HTMLElement, series: readonly TimeSeries[], counts: () => TimeCounts): uPlot {
  const color = (property: string) => () => getComputedStyle(element).getPropertyValue(property).trim();
  const axis = { stroke: color('--muted'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false } };
  const { bars } = uPlot.paths;
  const columns = bars === undefined ? {} : { paths: bars({ size: [0.85, 60], gap: 1 }) };
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: {
        range: () => {
          const { from, bucketMs, buckets } = counts();
          return [from / 1000, (from + Math.max(buckets.length, 10) * bucketMs) / 1000];
        },
      },
      y: { range: (_, __, greatest) => [0, Math.max(greatest * 1.05, 4)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        space: 90,
        incrs: MARKS,
        values: (_, marks, __, ___, step) => marks.map((mark) => (step < DAY ? timeOf : dayOf)(mark * 1000)),
      },
      { ...axis, size: 56, values: (_, values) => values.map((value) => (value % 1 === 0 ? formatCount(value) : '')) },
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
  };
  return new uPlot(options, stacked(counts(), series), element);
}

/** Keeps a chart in an element while there is one: of its width, in its colours, with the counts of the moment. */
function useChart({ counts, series }: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(counts);
  const chart = useRef<uPlot | undefined>(undefined);
  latest.current = counts;
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const created = createChart(element, series, () => latest.current);
    chart.current = created;
    const resized = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => created.redraw(false);
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      resized.disconnect();
      created.destroy();
    };
  }, [series]);
  useEffect(() => chart.current?.setData(stacked(counts, series)), [counts]);
  return box;
}

/** The counts as a table, for screen readers. */
function Table({ counts: { from, bucketMs, buckets }, series }: TimeChartProps) {
  const filled = buckets.flatMap((bucket, index) => {
    const numbers = series.map(({ of }) => of(bucket));
    return numbers.some((count) => count > 0) ? [{ at: from + index * bucketMs, numbers }] : [];
  });
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">from</th>
          {series.map(({ label }) => (
            <th scope="col" key={label}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {filled.map(({ at, numbers }) => (
          <tr key={at}>
            <th scope="row">{momentOf(at)}</th>
            {numbers.map((count, index) => (
              <td key={series[index]?.label}>{formatCount(count)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Counts over time as stacked columns. */
export function TimeChart(props: TimeChartProps) {
  const { counts, series, noun } = props;
  const box = useChart(props);
  const [isOpen, setOpen] = useState(false);
  const sums = series.map(
    ({ label, of }) => `${formatCount(counts.buckets.reduce((sum, bucket) => sum + of(bucket), 0))} ${label}`,
  );
  const until = counts.from + counts.buckets.length * counts.bucketMs;
  return (
    <figure class="chart">
      <figcaption>
        {series.map(({ label, color }) => (
          <span class="key" key={label}>
            <span class="swatch" style={{ background: `var(${color})` }} aria-hidden="true" /> {label}
          </span>
        ))}
        <span class="muted">
          each column is {spanOf(counts.bucketMs)}, from {dayOf(counts.from)}
        </span>
      </figcaption>
      <div
        class="plot"
        ref={box}
        role="img"
        aria-label={`${sums.join(', ')} from ${momentOf(counts.from)} to ${momentOf(until)}`}
      />
      {counts.without > 0 && <p class="muted">{countOf(counts.without, noun)} without a usable time</p>}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>As a table</summary>
        {isOpen && <Table {...props} />}
      </details>
    </figure>
  );
}
