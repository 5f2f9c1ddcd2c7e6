import type { ComponentChildren } from 'preact';
import type { Listed, NameCount, Overview } from '../../overview/overview.js';
import { countOf, formatCount } from '../../text/count.js';
import type { Bar } from './bar-list.js';
import { BarList } from './bar-list.js';
import type { ChartFilter } from './chart-filter.js';
import { CoverageView } from './coverage-view.js';
import { chooser, MAX_BARS, moreOf } from './limited-bars.js';
import { MessagesPerConversation, REPLIES, Replies, Stages } from './measures-panels.js';
import { Name } from './name.js';
import type { LookedReleases } from './release-panels.js';
import { EventsByRelease, ProblemsByRelease, RatingsByRelease, RepliesByRelease } from './release-panels.js';
import type { TimeSeries } from './time-chart.js';
import { TimeChart } from './time-chart.js';
import { TitledSection } from './titled-section.js';

const BY_RESULT: readonly TimeSeries[] = [
  { label: 'valid', color: '--chart-valid', of: ({ valid }) => valid },
  { label: 'invalid', color: '--chart-invalid', of: ({ invalid }) => invalid },
];

const PROBLEMS: readonly TimeSeries[] = [
  { label: 'problems', color: '--chart-invalid', of: ({ problems }) => problems },
];

const CONVERSATIONS: readonly TimeSeries[] = [
  { label: 'conversations started', color: '--chart-plain', of: ({ conversations }) => conversations },
];

const RATINGS: readonly TimeSeries[] = [
  {
    label: 'mean rating',
    color: '--chart-plain',
    of: ({ rated, ratingSum }) => (rated === 0 ? 0 : Math.round((100 * ratingSum) / rated) / 100),
    sum: (buckets) => buckets.reduce((all, { rated }) => all + rated, 0),
    sumLabel: 'ratings',
  },
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

/** The items with the most first, whatever order they came in. */
function mostFirst<Item>({ shown }: Listed<Item>, countOfItem: (item: Item) => number): readonly Item[] {
  return [...shown].sort((a, b) => countOfItem(b) - countOfItem(a)).slice(0, MAX_BARS);
}

interface ChosenProps {
  readonly filter: ChartFilter;
}

function ByRule({ rules, filter }: Pick<Overview, 'rules'> & ChosenProps) {
  const bars = mostFirst(rules, ({ count }) => count).map(
    ({ rule, title, severity, count }): Bar => ({
      key: rule,
      label: (
        <>
          {rule} <span class="muted">{title}</span>
        </>
      ),
      parts: [{ kind: severity, count }],
      details: severity,
      onChoose: chooser(filter.onRule, rule),
    }),
  );
  return <BarList bars={bars} more={moreOf(rules, 'rule')} none="No problems." />;
}

function ByEvent({ events, filter }: Pick<Overview, 'events'> & ChosenProps) {
  const bars = mostFirst(events, ({ valid, invalid }) => valid + invalid).map(
    ({ name, valid, invalid }): Bar => ({
      key: name,
      label: <Name text={name} />,
      parts: [
        { kind: 'valid', count: valid },
        { kind: 'invalid', count: invalid },
      ],
      details: `${formatCount(invalid)} invalid`,
      onChoose: chooser(filter.onEvent, name),
    }),
  );
  return <BarList bars={bars} more={moreOf(events, 'event name')} none="No events yet." />;
}

function ByField({ fields, filter }: Pick<Overview, 'fields'> & ChosenProps) {
  const bars = mostFirst(fields, ({ errors, warnings }) => errors + warnings).map(
    ({ path, errors, warnings }): Bar => ({
      key: path,
      label: path === '' ? 'the record as a whole' : <code>{path}</code>,
      parts: [
        { kind: 'error', count: errors },
        { kind: 'warning', count: warnings },
      ],
      details: `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`,
      onChoose: path === '' ? undefined : chooser(filter.onField, path),
    }),
  );
  return <BarList bars={bars} more={moreOf(fields, 'field')} none="No problems." />;
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

const NO_FILTER: ChartFilter = {};

interface OverviewViewProps {
  readonly overview: Overview;
  /** What choosing a bar or a stretch of time does. Default: nothing can be chosen. */
  readonly filter?: ChartFilter;
  /** How many problems there are by release. Default: not shown. */
  readonly releases?: readonly NameCount[];
  /** The releases of all events. Default: not shown. */
  readonly byRelease?: LookedReleases | undefined;
}

/** Charts and tables of all events. */
export function OverviewView({ overview, filter = NO_FILTER, releases = [], byRelease }: OverviewViewProps) {
  const { rules, events, fields, time, conversations, feedback, coverage, measures } = overview;
  const has = (key: 'conversations' | 'problems' | 'rated') => time?.buckets.some((bucket) => bucket[key] > 0) === true;
  return (
    <div class="panels">
      <Panel title="Events over time" id="time" isWide>
        {time === undefined ? (
          <p class="muted">No event with a time yet.</p>
        ) : (
          <TimeChart counts={time} series={BY_RESULT} noun="event" filter={filter} />
        )}
      </Panel>
      {time !== undefined && has('problems') && (
        <Panel title="Problems over time" id="problems-over-time" isWide>
          <TimeChart counts={time} series={PROBLEMS} noun="event" filter={filter} />
        </Panel>
      )}
      {time?.buckets.some(({ replies }) => replies !== undefined) === true && (
        <Panel title="Time to reply" id="replies-over-time" isWide>
          <TimeChart counts={time} series={REPLIES} noun="event" filter={filter} />
        </Panel>
      )}
      <Panel title="Problems by rule" id="by-rule">
        <ByRule rules={rules} filter={filter} />
      </Panel>
      <Panel title="Problems by field" id="by-field">
        <ByField fields={fields} filter={filter} />
      </Panel>
      {releases.length > 0 && (
        <Panel title="Problems by release" id="by-release">
          <ProblemsByRelease releases={releases} filter={filter} />
        </Panel>
      )}
      {byRelease !== undefined && (
        <Panel title="Events by release" id="events-by-release">
          <EventsByRelease {...byRelease} filter={filter} />
        </Panel>
      )}
      <Panel title="Events by name" id="by-event">
        <ByEvent events={events} filter={filter} />
      </Panel>
      {measures !== undefined && measures.total > 0 && (
        <>
          <Panel title="How far conversations get" id="stages">
            <Stages measures={measures} isExact={conversations.exact} filter={filter} />
          </Panel>
          <Panel title="Replies and turns" id="replies">
            <Replies measures={measures} />
          </Panel>
          {(measures.replies.byRelease?.total ?? 0) > 0 && (
            <Panel title="Time to reply by release" id="replies-by-release">
              <RepliesByRelease measures={measures} />
            </Panel>
          )}
        </>
      )}
      <Panel title="Messages per conversation" id="messages">
        <MessagesPerConversation conversations={conversations} />
      </Panel>
      <Panel title="Feedback" id="feedback">
        <Feedback feedback={feedback} />
      </Panel>
      {feedback.byRelease.total > 0 && (
        <Panel title="Ratings by release" id="ratings-by-release">
          <RatingsByRelease feedback={feedback} />
        </Panel>
      )}
      {time !== undefined && has('rated') && (
        <Panel title="Ratings over time" id="ratings-over-time">
          <TimeChart counts={time} series={RATINGS} noun="event" filter={filter} />
        </Panel>
      )}
      {time !== undefined && has('conversations') && (
        <Panel title="Conversations over time" id="conversations-over-time">
          <TimeChart counts={time} series={CONVERSATIONS} noun="event" filter={filter} />
        </Panel>
      )}
      <Panel title="Coverage of the spec" id="coverage" isWide>
        <CoverageView coverage={coverage} />
      </Panel>
    </div>
  );
}
