import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { TimeChart as TimeCounts } from '../../overview/overview.js';
import { countOf, formatCount } from '../../text/count.js';
import type { ChartFilter, TimeRange } from './chart-filter.js';
import { dayOf, momentOf, spanOf } from './format.js';
import { createPlot, HEIGHT, stacked } from './time-plot.js';

type Buckets = TimeCounts['buckets'];

/** One series of counts over time; series are stacked, the first one at the bottom. */
export interface TimeSeries {
  readonly label: string;
  /** The custom property of the style that holds its colour. */
  readonly color: `--${string}`;
  readonly of: (bucket: Buckets[number]) => number;
  /** What is summed up of all buckets, and what that is called. Default: the counts, and the label. */
  readonly sum?: (buckets: Buckets) => number;
  readonly sumLabel?: string;
  /** The number as text, in the tooltip, the table and at the axis. Default: a count. */
  readonly format?: (value: number) => string;
  /** The distances that marks of the axis may have. Default: decimal ones. */
  readonly marks?: number[];
  /** The number that is shown, where it is not the height of this part of the column. Default: `of`. */
  readonly shown?: (bucket: Buckets[number]) => number;
}

/** What a series shows of a bucket, as text. */
function shownText({ of, shown = of, format = formatCount }: TimeSeries, bucket: Buckets[number]): string {
  return format(shown(bucket));
}

interface TimeChartProps {
  readonly counts: TimeCounts;
  readonly series: readonly TimeSeries[];
  /** What is counted: `event`. */
  readonly noun: string;
  /** Whether stretches of time can be chosen, and which one is. */
  readonly filter: ChartFilter;
}

interface Pointed {
  readonly index: number;
  readonly left: number;
}

/** Keeps a chart in an element while there is one: of its width, in its colours, with the counts of the moment. */
function useChart({ counts, series, filter }: TimeChartProps, onPoint: (at: Pointed | undefined) => void) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ counts, filter });
  const chart = useRef<uPlot | undefined>(undefined);
  latest.current = { counts, filter };
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const created = createPlot(element, series, {
      counts: () => latest.current.counts,
      range: () => latest.current.filter.range,
      onPoint,
      onChoose: (range) => latest.current.filter.onRange?.(range),
    });
    chart.current = created;
    const fit = () => created.setSize({ width: element.clientWidth, height: HEIGHT });
    const resized = new ResizeObserver(fit);
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
  const { range } = filter;
  useEffect(() => chart.current?.setData(stacked(counts, series)), [counts, range?.from, range?.to]);
  return box;
}

/** The counts as a table, for screen readers and for the keyboard. */
function Table({ counts: { from, bucketMs, buckets }, series, filter: { onRange } }: TimeChartProps) {
  const filled = buckets.flatMap((bucket, index) => {
    const isFilled = series.some(({ of }) => of(bucket) > 0);
    return isFilled ? [{ at: from + index * bucketMs, texts: series.map((one) => shownText(one, bucket)) }] : [];
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
        {filled.map(({ at, texts }) => (
          <tr key={at}>
            <th scope="row">
              {onRange === undefined ? (
                momentOf(at)
              ) : (
                <button type="button" class="link" onClick={() => onRange({ from: at, to: at + bucketMs })}>
                  {momentOf(at)}
                </button>
              )}
            </th>
            {texts.map((text, index) => (
              <td key={series[index]?.label}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface TooltipProps extends Pick<TimeChartProps, 'counts' | 'series'> {
  readonly at: Pointed;
}

/** The counts of the column that the user points at. */
function Tooltip({ counts: { from, bucketMs, buckets }, series, at: { index, left } }: TooltipProps) {
  const bucket = buckets[index];
  if (bucket === undefined) return null;
  return (
    <div class="tooltip" style={{ insetInlineStart: `min(${left}px, calc(100% - 13rem))` }} aria-hidden="true">
      <b>{momentOf(from + index * bucketMs)}</b>
      {series.map((one) => (
        <div key={one.label}>
          {shownText(one, bucket)} {one.label}
        </div>
      ))}
    </div>
  );
}

function isWithin({ from, bucketMs, buckets }: TimeCounts, range: TimeRange): boolean {
  return range.from < from + buckets.length * bucketMs && range.to > from;
}

/** Counts over time as stacked columns; dragging over it, or a click on a column, chooses a stretch of time. */
export function TimeChart(props: TimeChartProps) {
  const { counts, series, noun, filter } = props;
  const [pointed, setPointed] = useState<Pointed>();
  const box = useChart(props, setPointed);
  const [isOpen, setOpen] = useState(false);
  const { range, onRange } = filter;
  const sums = series.map(({ label, of, sum, sumLabel = label }) => {
    const all = sum?.(counts.buckets) ?? counts.buckets.reduce((total, bucket) => total + of(bucket), 0);
    return `${formatCount(all)} ${sumLabel}`;
  });
  const summary = [...new Set(sums)].join(', ');
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
        {range !== undefined && onRange !== undefined && isWithin(counts, range) && (
          <button type="button" onClick={() => onRange(undefined)}>
            Show all times
          </button>
        )}
      </figcaption>
      <div class="plot-box">
        <div
          class={onRange === undefined ? 'plot' : 'plot can-zoom'}
          ref={box}
          role="img"
          aria-label={`${summary} from ${momentOf(counts.from)} to ${momentOf(until)}`}
        />
        {pointed !== undefined && <Tooltip counts={counts} series={series} at={pointed} />}
      </div>
      {counts.without > 0 && <p class="muted">{countOf(counts.without, noun)} without a usable time</p>}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>As a table</summary>
        {isOpen && <Table {...props} />}
      </details>
    </figure>
  );
}
