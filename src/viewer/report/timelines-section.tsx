import { useMemo, useState } from 'preact/hooks';
import type { Listed, Timeline } from '../../report/html/report-document.js';
import { countOf } from '../../text/count.js';
import { entryOfRecord } from '../model/entry.js';
import { SeverityIcon } from '../parts/icons.js';
import { TimelineView } from '../parts/timeline-view.js';

function TimelineDetails({
  timeline,
  isOpen: isOpenAtFirst,
}: {
  readonly timeline: Timeline;
  readonly isOpen: boolean;
}) {
  const { conversationId, errors, warnings, events, entries, after } = timeline;
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const items = useMemo(() => {
    return entries.map((record, index) => {
      const entry = entryOfRecord(record, index);
      return record.skipped === undefined ? { entry } : { entry, skipped: record.skipped };
    });
  }, [entries]);
  return (
    <details class="problem-conversation" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <SeverityIcon severity={errors > 0 ? 'error' : 'warning'} /> <b>{conversationId}</b>{' '}
        <span class="muted">
          {countOf(events, 'event')}
          {errors > 0 && `, ${countOf(errors, 'error')}`}
          {warnings > 0 && `, ${countOf(warnings, 'warning')}`}
        </span>
      </summary>
      {isOpen && <TimelineView items={items} after={after} />}
    </details>
  );
}

/** The conversations with the most problems, as chats. */
export function TimelinesSection({ timelines: { shown, total } }: { readonly timelines: Listed<Timeline> }) {
  if (shown.length === 0) return <p class="all-well">No conversation has a problem.</p>;
  return (
    <>
      <p class="muted">
        {shown.length < total
          ? `${shown.length} of ${countOf(total, 'conversation')} with problems, the most problems first.`
          : `${countOf(total, 'conversation')} with problems, the most problems first.`}
      </p>
      {shown.map((timeline, index) => (
        <TimelineDetails timeline={timeline} isOpen={index === 0} key={timeline.conversationId} />
      ))}
    </>
  );
}
