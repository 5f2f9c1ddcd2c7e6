import type { Listed, NameCount, ProblemSpan } from '../../overview/overview.js';
import { countOf } from '../../text/count.js';
import { momentOf, shareOf } from './format.js';
import { Name } from './name.js';
import type { LookedReleases } from './release-panels.js';
import { Sparkline } from './sparkline.js';

interface SinceProps {
  /** How many problems there are. */
  readonly count: number;
  readonly span: ProblemSpan | undefined;
  /** The releases of the problems, most frequent first. */
  readonly releases: Listed<NameCount>;
  /** The releases of all events. */
  readonly byRelease: LookedReleases | undefined;
  /** The field that names them. */
  readonly releaseField: string;
}

/** When problems began, when they were last seen, and the release that most of them name. */
export function Since({ count, span, releases, byRelease, releaseField }: SinceProps) {
  const [most] = releases.shown;
  const ofAll = byRelease?.releases.shown.find(({ name }) => name === most?.name);
  if (span === undefined && most === undefined) return null;
  return (
    <div class="since">
      {span !== undefined && span.counts.length > 1 && (
        <Sparkline counts={span.counts} label={`${countOf(count, 'problem')} over time`} />
      )}
      <p class="muted">
        {span !== undefined && (
          <>
            began <b>{momentOf(span.first)}</b>
            {span.last !== span.first && `, last seen ${momentOf(span.last)}`}
          </>
        )}
        {most !== undefined && (
          <>
            {span !== undefined && '; '}
            <span title={`By ${releaseField}`}>
              {shareOf(most.count, count)} in{' '}
              {most.name === '' ? 'events without a release' : <Name text={`release ${most.name}`} />}
            </span>
            {ofAll !== undefined &&
              byRelease !== undefined &&
              `, which has ${shareOf(ofAll.count, byRelease.looked)} of all events`}
            {releases.total > 1 && ` (${countOf(releases.total, 'release')})`}
          </>
        )}
      </p>
    </div>
  );
}
