import type { Listed, Measures, NameCount, Overview } from '../../overview/overview.js';
import type { Tallies } from '../../overview/tallies.js';
import { countOf } from '../../text/count.js';
import type { Bar } from './bar-list.js';
import { BarList } from './bar-list.js';
import type { ChartFilter } from './chart-filter.js';
import { lengthText, shareOf } from './format.js';
import { chooser, MAX_BARS, moreOf } from './limited-bars.js';
import { Name } from './name.js';

interface ChosenProps {
  readonly filter: ChartFilter;
}

const releaseName = (name: string) => (name === '' ? 'events without a release' : <Name text={name} />);

/** How many problems each release has. */
export function ProblemsByRelease({ releases, filter }: { readonly releases: readonly NameCount[] } & ChosenProps) {
  const bars = releases.slice(0, MAX_BARS).map(
    ({ name, count }): Bar => ({
      key: name,
      label: releaseName(name),
      parts: [{ kind: 'plain', count }],
      onChoose: name === '' ? undefined : chooser(filter.onRelease, name),
    }),
  );
  return <BarList bars={bars} more={moreOf({ shown: [], total: releases.length }, 'release')} none="No problems." />;
}

/** The releases of all events, and of how many of them they are known. */
export interface LookedReleases {
  readonly looked: number;
  /** Whether these are all events, and not those of conversations that were looked at. Default: false. */
  readonly areAll?: boolean;
  readonly releases: Listed<NameCount>;
}

/** The releases of all events that came; undefined if none names one. */
export function lookedReleases(tallies: Tallies): LookedReleases | undefined {
  const { shown, total } = tallies.releases();
  if (total === 0) return undefined;
  const looked = shown.reduce((sum, { events }) => sum + events, 0);
  return {
    looked,
    areAll: true,
    releases: { total, shown: shown.map(({ name, events }) => ({ name, count: events })) },
  };
}

/** Which share of the events each release has. */
export function EventsByRelease({ looked, releases, areAll = false, filter }: LookedReleases & ChosenProps) {
  const bars = releases.shown.slice(0, MAX_BARS).map(
    ({ name, count }): Bar => ({
      key: name,
      label: releaseName(name),
      parts: [{ kind: 'plain', count }],
      value: shareOf(count, looked),
      onChoose: name === '' ? undefined : chooser(filter.onRelease, name),
    }),
  );
  return (
    <>
      <p class="muted">
        of {countOf(looked, 'event')}
        {!areAll && ' in conversations that were looked at'}
      </p>
      <BarList bars={bars} more={moreOf(releases, 'release')} none="No events." whole={looked} />
    </>
  );
}

/** The mean rating of each release. */
export function RatingsByRelease({ feedback: { byRelease } }: Pick<Overview, 'feedback'>) {
  const bars = byRelease.shown.slice(0, MAX_BARS).map(
    ({ name, rated, mean }): Bar => ({
      key: name,
      label: releaseName(name),
      parts: [{ kind: 'plain', count: mean }],
      value: `${mean.toFixed(2)} on average, ${countOf(rated, 'rating')}`,
    }),
  );
  return <BarList bars={bars} more={moreOf(byRelease, 'release')} none="No ratings." />;
}

/** How long replies took in each release: the bar is the time that 95 % of them took at most. */
export function RepliesByRelease({ measures: { replies } }: { readonly measures: Measures }) {
  const { shown, total } = replies.byRelease ?? { shown: [], total: 0 };
  const bars = shown.slice(0, MAX_BARS).map(
    ({ name, count, p50Ms, p95Ms }): Bar => ({
      key: name,
      label: releaseName(name),
      parts: [{ kind: 'plain', count: p95Ms }],
      value: `${lengthText(p50Ms)} p50, ${lengthText(p95Ms)} p95, ${countOf(count, 'reply', 'replies')}`,
    }),
  );
  return <BarList bars={bars} more={moreOf({ shown, total }, 'release')} none="No replies." />;
}
