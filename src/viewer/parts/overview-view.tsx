import type { ComponentChildren } from 'preact';
import type { Listed, Overview } from '../../overview/overview.js';
import { countOf, formatCount } from '../../text/count.js';
import type { Bar } from './bar-list.js';
import { BarList } from './bar-list.js';
import { CoverageView } from './coverage-view.js';
import { RuleLink } from './problem-card.js';
import type { TimeSeries } from './time-chart.js';
import { TimeChart } from './time-chart.js';
import { TitledSection } from './titled-section.js';

/** The most bars of one list. */
const MAX_BARS = 12;

const BY_RESULT: readonly TimeSeries[] = [
  { label: 'valid', color: '--chart-valid', of: ({ valid }) => valid },
  { label: 'invalid', color: '--chart-invalid', of: ({ invalid }) => invalid },
];

const CONVERSATIONS: readonly TimeSeries[] = [
  { label: 'conversations started', color: '--chart-plain', of: ({ conversations }) => conversations },
];

interface PanelProps {
  readonly title: string;
  readonly id: string;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

/** A panel of the overview. */
function Panel({ title, id, isWide = false, children }: PanelProps) {
  return (
    <TitledSection title={title} id={id} class={isWide ? 'panel wide' : 'panel'}>
      {children}
    </TitledSection>
  );
}

function moreOf<Item>({ total }: Listed<Item>, noun: string): string | undefined {
  return total > MAX_BARS ? `and ${countOf(total - MAX_BARS, noun)} more` : undefined;
}

function ByRule({ rules }: Pick<Overview, 'rules'>) {
  const bars = rules.shown.slice(0, MAX_BARS).map(
    ({ rule, url, title, severity, count }): Bar => ({
      key: rule,
      label: (
        <>
          <RuleLink rule={rule} url={url} /> <span class="muted">{title}</span>
        </>
      ),
      parts: [{ kind: severity, count }],
      details: severity,
    }),
  );
  return <BarList bars={bars} more={moreOf(rules, 'rule')} none="No problems." />;
}

function ByEvent({ events }: Pick<Overview, 'events'>) {
  const bars = events.shown.slice(0, MAX_BARS).map(
    ({ name, valid, invalid }): Bar => ({
      key: name,
      label: name,
      parts: [
        { kind: 'valid', count: valid },
        { kind: 'invalid', count: invalid },
      ],
      details: `${formatCount(invalid)} invalid`,
    }),
  );
  return <BarList bars={bars} more={moreOf(events, 'event name')} none="No events yet." />;
}

function ByField({ fields }: Pick<Overview, 'fields'>) {
  const bars = fields.shown.slice(0, MAX_BARS).map(
    ({ path, errors, warnings }): Bar => ({
      key: path,
      label: path === '' ? 'the record as a whole' : <code>{path}</code>,
      parts: [
        { kind: 'error', count: errors },
        { kind: 'warning', count: warnings },
      ],
      details: `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`,
    }),
  );
  return <BarList bars={bars} more={moreOf(fields, 'field')} none="No problems." />;
}

function MessagesPerConversation({ conversations: { byMessages, total, exact } }: Pick<Overview, 'conversations'>) {
  const last = byMessages.findLastIndex(({ conversations }) => conversations > 0);
  const bars = byMessages.slice(0, last + 1).map(({ from, to, conversations }): Bar => {
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

function Feedback({ feedback: { events, rated, ratings, mean } }: Pick<Overview, 'feedback'>) {
  const bars = ratings.shown.map(
    ({ rating, count }): Bar => ({ key: `${rating}`, label: `rating ${rating}`, parts: [{ kind: 'plain', count }] }),
  );
  const more =
    ratings.total > ratings.shown.length ? `and ${ratings.total - ratings.shown.length} other ratings` : undefined;
  return (
    <>
      <p class="muted">
        {countOf(events, 'event')} with feedback
        {rated < events && `, ${formatCount(events - rated)} without a numeric rating`}
        {mean !== undefined && `; ${mean.toFixed(2).replace(/\.?0+$/, '')} on average`}
      </p>
      <BarList bars={bars} more={more} none="No ratings yet." />
    </>
  );
}

interface OverviewViewProps {
  readonly overview: Overview;
  /** More panels, at the end. */
  readonly children?: ComponentChildren;
}

/** Charts and tables of all events. */
export function OverviewView({ overview, children }: OverviewViewProps) {
  const { rules, events, fields, time, conversations, feedback, coverage } = overview;
  return (
    <div class="panels">
      <Panel title="Events over time" id="time" isWide>
        {time === undefined ? (
          <p class="muted">No event with a time yet.</p>
        ) : (
          <TimeChart counts={time} series={BY_RESULT} noun="event" />
        )}
      </Panel>
      <Panel title="Problems by rule" id="by-rule">
        <ByRule rules={rules} />
      </Panel>
      <Panel title="Problems by field" id="by-field">
        <ByField fields={fields} />
      </Panel>
      <Panel title="Events by name" id="by-event">
        <ByEvent events={events} />
      </Panel>
      <Panel title="Messages per conversation" id="messages">
        <MessagesPerConversation conversations={conversations} />
      </Panel>
      <Panel title="Feedback" id="feedback">
        <Feedback feedback={feedback} />
      </Panel>
      {time?.buckets.some((bucket) => bucket.conversations > 0) === true && (
        <Panel title="Conversations over time" id="conversations-over-time">
          <TimeChart counts={time} series={CONVERSATIONS} noun="event" />
        </Panel>
      )}
      <Panel title="Coverage of the spec" id="coverage" isWide>
        <CoverageView coverage={coverage} />
      </Panel>
      {children}
    </div>
  );
}
