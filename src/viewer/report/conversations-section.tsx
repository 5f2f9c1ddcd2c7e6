import { useMemo } from 'preact/hooks';
import type { Timeline, TroubledConversation } from '../../report/html/report-document.js';
import { countOf } from '../../text/count.js';
import { entryOfRecord } from '../model/entry.js';
import { SeverityIcon } from '../parts/icons.js';
import { Name } from '../parts/name.js';
import { TimelineView } from '../parts/timeline-view.js';
import { useRoving } from '../parts/use-roving.js';
import { ExportButtons } from './export-buttons.js';
import { problemId } from './problem-texts.js';
import type { PartProps } from './problems-section.js';
import { usePaging } from './use-paging.js';
import { hashOfState } from './use-report-state.js';

const PAGE_SIZE = 10;

function Chat({ timeline: { entries, after } }: { readonly timeline: Timeline }) {
  const items = useMemo(() => {
    return entries.map((record, index) => {
      const entry = entryOfRecord(record, index);
      return record.skipped === undefined ? { entry } : { entry, skipped: record.skipped };
    });
  }, [entries]);
  return <TimelineView items={items} after={after} />;
}

interface RowProps extends PartProps {
  readonly conversation: TroubledConversation;
  /** Its events; undefined if the report does not hold them. */
  readonly timeline: Timeline | undefined;
}

function Row({ conversation, timeline, state, change }: RowProps) {
  const { conversationId, file, line, errors, warnings, groups } = conversation;
  const isOpen = state.open === conversationId;
  const problems = { filter: { ...state.filter, conversation: conversationId }, problem: '', part: 'problems' };
  const showProblems = (event: MouseEvent): void => {
    event.preventDefault();
    change(problems);
  };
  return (
    <li class="problem-conversation">
      <p class="conversation-head">
        <SeverityIcon severity={errors > 0 ? 'error' : 'warning'} />
        {timeline === undefined ? (
          <b>
            <Name text={conversationId} />
          </b>
        ) : (
          <button
            type="button"
            class="link"
            aria-expanded={isOpen}
            onClick={() => change({ open: isOpen ? '' : conversationId })}
          >
            <Name text={conversationId} />
          </button>
        )}
        <code>
          {file}:{line}
        </code>
        <span class="muted">
          {timeline !== undefined && `${countOf(timeline.events, 'event')}, `}
          {[errors > 0 ? countOf(errors, 'error') : '', warnings > 0 ? countOf(warnings, 'warning') : '']
            .filter(Boolean)
            .join(', ')}
        </span>
        {groups.length > 0 && (
          <a href={hashOfState({ ...state, ...problems })} onClick={showProblems}>
            {countOf(groups.length, 'problem')}
          </a>
        )}
      </p>
      {isOpen && timeline !== undefined && <Chat timeline={timeline} />}
    </li>
  );
}

/** All conversations with problems by id, the worst of them as chats. */
export function ConversationsSection({ document, state, change }: PartProps) {
  const roving = useRoving<HTMLUListElement>();
  const { timelines, troubled, groups } = document;
  const { filter, problem } = state;
  const text = filter.conversation.trim() || filter.text.trim();
  const place = problem === '' ? -1 : groups.shown.findIndex((group) => problemId(group) === problem);
  const found = troubled.shown.filter((conversation) => {
    if (problem !== '' && !conversation.groups.includes(place)) return false;
    return conversation.conversationId.includes(filter.conversation.trim());
  });
  const paging = usePaging(found, PAGE_SIZE, 'conversation');
  if (troubled.total === 0) {
    const isEmpty = document.summary.records === 0;
    return isEmpty ? <p class="muted">No records.</p> : <p class="all-well">No conversation has a problem.</p>;
  }
  const byId = new Map(timelines.shown.map((timeline) => [timeline.conversationId, timeline]));
  const rows = () => found.map(({ groups: causes, ...row }) => ({ ...row, problems: causes.length }));
  return (
    <>
      <div class="actions">
        <p class="muted">
          {found.length < troubled.total && `${found.length} of `}
          {countOf(troubled.total, 'conversation')} with problems, the most problems first.{' '}
          {countOf(timelines.shown.length, 'conversation')} can be opened as a chat.
        </p>
        <ExportButtons name="conversations" rows={rows} />
      </div>
      {found.length === 0 && (
        <p class="empty">
          No conversation with problems in this report matches <Name text={text} />.
        </p>
      )}
      <ul {...roving}>
        {paging.shown.map((conversation) => (
          <Row
            {...{ document, state, change, conversation }}
            timeline={byId.get(conversation.conversationId)}
            key={conversation.conversationId}
          />
        ))}
      </ul>
      {paging.more}
    </>
  );
}
