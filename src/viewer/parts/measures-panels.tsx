import { Fragment } from 'preact';
import type { Measures, Overview, TimeBucket } from '../../overview/overview.js';
import { countOf, formatCount } from '../../text/count.js';
import type { Bar } from './bar-list.js';
import { BarList } from './bar-list.js';
import type { ChartFilter } from './chart-filter.js';
import { lengthText, shareOf } from './format.js';
import { LENGTH_MARKS } from './time-axis.js';
import type { TimeSeries } from './time-chart.js';

const repliesIn = (buckets: readonly TimeBucket[]): number =>
  buckets.reduce((all, { replies }) => all + (replies?.count ?? 0), 0);

/** Of a column, the lower part is the median, and the whole the 95th percentile. */
export const REPLIES: readonly TimeSeries[] = [
  {
    label: 'half of the replies within (p50)',
    color: '--chart-plain',
    of: ({ replies }) => replies?.p50Ms ?? 0,
    format: lengthText,
    marks: LENGTH_MARKS,
    sum: repliesIn,
    sumLabel: 'replies',
  },
  {
    label: '95 % within (p95)',
    color: '--chart-plain-upper',
    of: ({ replies }) => (replies === undefined ? 0 : replies.p95Ms - replies.p50Ms),
    shown: ({ replies }) => replies?.p95Ms ?? 0,
    format: lengthText,
    marks: LENGTH_MARKS,
    sum: repliesIn,
    sumLabel: 'replies',
  },
];

interface MeasuresProps {
  readonly measures: Measures;
}

const STAGES = [
  ['started', 'Conversation Started'],
  ['sent', 'Message Sent'],
  ['received', 'Message Received'],
  ['feedback', 'Feedback Submitted'],
  ['ended', 'Conversation Ended'],
] as const;

interface StagesProps extends MeasuresProps {
  /** Whether every conversation is counted once. */
  readonly isExact: boolean;
  readonly filter: ChartFilter;
}

/** A number that leads to what it counts. */
function Chosen({ count, onChoose }: { readonly count: number; readonly onChoose: (() => void) | undefined }) {
  if (onChoose === undefined || count === 0) return <b>{formatCount(count)}</b>;
  return (
    <button type="button" class="link" title="Show only these" onClick={onChoose}>
      {formatCount(count)}
    </button>
  );
}

/** How many conversations have which events. */
export function Stages({ measures, isExact, filter: { onConversations } }: StagesProps) {
  const { stages, total, abandoned, unanswered, isGoingOn = false } = measures;
  const bars = STAGES.map(
    ([stage, event]): Bar => ({
      key: stage,
      label: event,
      parts: [{ kind: 'plain', count: stages[stage] }],
      value: `${formatCount(stages[stage])} (${shareOf(stages[stage], total)})`,
    }),
  );
  return (
    <>
      <p class="muted">
        {isExact || !isGoingOn ? '' : 'about '}
        {countOf(total, 'conversation')}, by the events that they have
      </p>
      <BarList bars={bars} none="" whole={total} />
      <p>
        <Chosen count={abandoned} onChoose={onConversations && (() => onConversations('open'))} />{' '}
        {isGoingOn ? 'began and have not ended so far' : 'began without an end'}; in{' '}
        <Chosen count={unanswered} onChoose={onConversations && (() => onConversations('unanswered'))} /> the last
        message of the user has no reply{isGoingOn && ' so far'}.
      </p>
    </>
  );
}

/** How long replies took, and how many turns conversations have. */
export function Replies({ measures: { turns, replies } }: MeasuresProps) {
  const { p50Ms, p95Ms, maxMs } = replies;
  const numbers = [
    ['replies', formatCount(replies.count)],
    ['half within (p50)', p50Ms === undefined ? '–' : lengthText(p50Ms)],
    ['95 % within (p95)', p95Ms === undefined ? '–' : lengthText(p95Ms)],
    ['slowest', maxMs === undefined ? '–' : lengthText(maxMs)],
    ['turns, half up to (p50)', formatCount(turns.p50 ?? 0)],
    ['turns, 95 % up to (p95)', formatCount(turns.p95 ?? 0)],
    ['most turns', formatCount(turns.max)],
  ] as const;
  return (
    <>
      <p class="muted">From each Message Sent to the Message Received that follows it; both together are a turn.</p>
      <dl class="facts">
        {numbers.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </>
  );
}

/** How many conversations have how many messages. */
export function MessagesPerConversation({
  conversations: { byMessages, total, exact },
}: Pick<Overview, 'conversations'>) {
  const last = byMessages.findLastIndex(({ conversations }) => conversations > 0);
  const first = byMessages.findIndex(({ conversations }) => conversations > 0);
  const bars = byMessages.slice(Math.max(0, first), last + 1).map(({ from, to, conversations }): Bar => {
    const range = to === undefined ? `${from} or more` : from === to ? `${from}` : `${from} to ${to}`;
    return {
      key: range,
      label: `${range} ${from === 1 && to === 1 ? 'message' : 'messages'}`,
      parts: [{ kind: 'plain', count: conversations }],
    };
  });
  return (
    <>
      <p class="muted">
        {exact ? '' : 'about '}
        {countOf(total, 'conversation')}
      </p>
      <BarList bars={bars} none="No conversations yet." />
    </>
  );
}
