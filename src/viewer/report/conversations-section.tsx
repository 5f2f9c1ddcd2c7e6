import { useMemo } from 'preact/hooks';
import type { Timeline, TroubledConversation } from '../../report/html/report-document.js';
import { countOf, formatCount } from '../../text/count.js';
import { entryOfRecord } from '../model/entry.js';
import { SeverityIcon } from '../parts/icons.js';
import { Name } from '../parts/name.js';
import { TimelineView } from '../parts/timeline-view.js';
import { useRoving } from '../parts/use-roving.js';
import { ExportButtons } from './export-buttons.js';
import { EVERY_GROUP } from './group-filter.js';
import { problemId } from './problem-texts.js';
import type { PartProps } from './problems-section.js';
import { usePaging } from './use-paging.js';
import { hashOfState } from './use-report-state.js';

const PAGE_SIZE = 10;
const ID_PATH = 'properties.conversationId';

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

/** Problems of ids for which an event belongs to no conversation, and how many events have each: they are in no chat. */
function UnplacedEvents({ document, change }: Pick<PartProps, 'document' | 'change'>) {
  const unplaced = document.groups.shown.filter(({ path, examples: [first] }) => {
    return path === ID_PATH && first?.record !== undefined && first.record.conversationId === undefined;
  });
  if (unplaced.length === 0) return null;
  const total = unplaced.reduce((sum, { count }) => sum + count, 0);
  return (
    <section class="unplaced" aria-label="Events without a usable id">
      <p>{countOf(total, 'event')} without a usable id, in no conversation:</p>
      <ul>
        {unplaced.map((group) => (
          <li key={problemId(group)}>
            <button
              type="button"
              class="link"
              onClick={() => change({ filter: EVERY_GROUP, problem: problemId(group), part: 'problems' })}
            >
              {group.path}: {group.title}
            </button>{' '}
            ({formatCount(group.count)})
          </li>
        ))}
      </ul>
    </section>
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
    if (document.summary.records === 0) return <p class="muted">No records.</p>;
    return (
      <>
        <p class="all-well">No conversation has a problem.</p>
        <UnplacedEvents document={document} change={change} />
      </>
    );
  }
  const byId = new Map(timelines.shown.map((timeline) => [timeline.conversationId, timeline]));
  const rows = () => found.map(({ groups: causes, ...row }) => ({ ...row, problems: causes.length }));
  return (
    <>
      <div class="actions">
        <p class="muted">
          {found.length < troubled.total && `${formatCount(found.length)} of `}
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
      <UnplacedEvents document={document} change={change} />
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
