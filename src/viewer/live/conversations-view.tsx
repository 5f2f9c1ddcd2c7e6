import { useState } from 'preact/hooks';
import type { Conversation, Unplaced } from '../../overview/conversations.js';
import { countOf, formatCount } from '../../text/count.js';
import { visibleText } from '../../text/visible-text.js';
import type { Entry, Result } from '../model/entry.js';
import type { LiveStore } from '../model/live-store.js';
import type { Route } from '../model/route.js';
import { CopyButton } from '../parts/copy-button.js';
import { Choice, Typed } from '../parts/fields.js';
import { FilterForm } from '../parts/filter-form.js';
import { timeOf } from '../parts/format.js';
import { ResultIcon } from '../parts/icons.js';
import { Name } from '../parts/name.js';
import { TimelineView } from '../parts/timeline-view.js';
import { VirtualList } from '../parts/virtual-list.js';
import { ndjsonOf } from './export-events.js';
import { MissingItem } from './missing-item.js';
import { useScrollMemory } from './use-scroll-memory.js';

const ROW = 60;

/** How many events of a conversation are shown at first, and how many more at each click. */
const PAGE_SIZE = 300;

/** How many events the user asked for, by conversation. */
const shownCounts = new Map<string, number>();

function resultOf({ errors, warnings }: Conversation): Result {
  if (errors > 0) return 'invalid';
  return warnings > 0 ? 'warning' : 'valid';
}

function problemsOf({ errors, warnings }: Conversation): string {
  return [errors > 0 ? countOf(errors, 'error') : '', warnings > 0 ? countOf(warnings, 'warning') : '']
    .filter((text) => text !== '')
    .join(', ');
}

/** More reasons for which ids are not usable are shown on request, since they stand above the list. */
const MAX_OPEN_REASONS = 3;

const WHICH = [
  ['', 'All conversations'],
  ['problems', 'With problems'],
  ['unanswered', 'Last message unanswered'],
  ['open', 'Not ended'],
] as const;

function isOfKind(conversation: Conversation, which: string): boolean {
  if (which === 'unanswered') return conversation.isUnanswered;
  if (which === 'open') return conversation.isOpen;
  return which === '' || resultOf(conversation) !== 'valid';
}

/** The conversations that the fields of the form choose: by a part of the id, and by how they are. */
export function chosenConversations(list: readonly Conversation[], { find = '', which = '' }: Route['fields']) {
  const text = find.trim();
  return list.filter((conversation) => conversation.id.includes(text) && isOfKind(conversation, which));
}

function ConversationRow(conversation: Conversation) {
  const { id, messages, last, hasEnded, isUnanswered } = conversation;
  return (
    <>
      <ResultIcon result={resultOf(conversation)} />
      <span class="name">
        <Name text={id} />
      </span>
      <span class="time">{timeOf(last)}</span>
      <span class="gist">
        {countOf(messages, 'message')}
        {hasEnded && ', ended'}
        {isUnanswered && ', unanswered'}
        {problemsOf(conversation) !== '' && `, ${problemsOf(conversation)}`}
      </span>
    </>
  );
}

interface TimelineProps {
  readonly store: LiveStore;
  readonly conversation: Conversation | undefined;
  readonly id: string;
  readonly onOpen: (entry: Entry) => void;
}

function ConversationTimeline({ store, conversation, id, onOpen }: TimelineProps) {
  const [count, setCount] = useState(shownCounts.get(id) ?? PAGE_SIZE);
  const all = store.entries.filter(({ conversationId }) => conversationId === id);
  if (all.length === 0) return <MissingItem store={store} what={`Conversation ${visibleText(id)}`} />;
  const entries = all.slice(-count);
  const hidden = all.length - entries.length;
  const gone = Math.max(0, (conversation?.events ?? all.length) - all.length);
  const items = entries.map((entry, index) => (index === 0 && hidden === 0 ? { entry, skipped: gone } : { entry }));
  const showMore = (): void => {
    shownCounts.set(id, count + PAGE_SIZE);
    setCount(count + PAGE_SIZE);
  };
  return (
    <article class="details" aria-label={`Conversation ${id}`}>
      <div class="actions">
        <h2>
          <Name text={id} />
        </h2>
        <CopyButton
          label="Copy as fixture (not masked)"
          title="The whole events of this conversation, not masked, one per line, for validate, send and tests"
          text={() => ndjsonOf(all)}
        />
      </div>
      {conversation !== undefined && (
        <p class="muted">
          {countOf(conversation.events, 'event')}, {countOf(conversation.messages, 'message')}
          {problemsOf(conversation) === '' ? '; no problems in its events' : `; ${problemsOf(conversation)}`}
        </p>
      )}
      {hidden > 0 && (
        <p class="more">
          <button type="button" onClick={showMore}>
            Show {formatCount(Math.min(PAGE_SIZE, hidden))} of {formatCount(hidden)} earlier events
          </button>
        </p>
      )}
      <TimelineView items={items} after={0} onOpen={onOpen} />
    </article>
  );
}

interface ConversationsViewProps {
  readonly store: LiveStore;
  readonly fields: Route['fields'];
  readonly onFields: (fields: Route['fields']) => void;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onOpen: (entry: Entry) => void;
  /** Shows the events without a usable id. */
  readonly onUnplaced: () => void;
}

/** How many events have no usable id, and why: they are in no conversation. */
function UnplacedEvents({ unplaced, onShow }: { readonly unplaced: readonly Unplaced[]; readonly onShow: () => void }) {
  if (unplaced.length === 0) return null;
  const total = unplaced.reduce((sum, { count }) => sum + count, 0);
  return (
    <section class="unplaced" aria-label="Events without a usable id">
      <p>
        <button type="button" class="link" onClick={onShow}>
          {countOf(total, 'event')} without a usable id
        </button>
      </p>
      <details open={unplaced.length <= MAX_OPEN_REASONS}>
        <summary>{countOf(unplaced.length, 'reason')}</summary>
        <ul>
          {unplaced.map(({ reason, count }) => (
            <li key={reason}>
              {reason} ({formatCount(count)})
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

/** The conversations, and one of them as a chat. */
export function ConversationsView(props: ConversationsViewProps) {
  const { store, fields, onFields, selected, onSelect, onOpen, onUnplaced } = props;
  const list = store.tallies.conversations.list();
  const found = chosenConversations(list, fields);
  const main = useScrollMemory(`conversation ${selected ?? ''}`);
  const unplaced = <UnplacedEvents unplaced={store.tallies.conversations.unplaced()} onShow={onUnplaced} />;
  if (list.length === 0 && selected === undefined) {
    return (
      <div class="empty">
        <p class="muted">
          No conversation yet: no event with a <code>conversationId</code> has arrived.
        </p>
        {unplaced}
      </div>
    );
  }
  const { find = '', which = '' } = fields;
  return (
    <div class={`split ${selected === undefined ? '' : 'chosen'}`}>
      <section class="side" aria-label="Conversations">
        <FilterForm onReset={find + which === '' ? undefined : () => onFields({ ...fields, find: '', which: '' })}>
          <Typed label="Search" type="search" value={find} onChange={(text) => onFields({ ...fields, find: text })} />
          <Choice
            label="Result"
            value={which}
            options={WHICH}
            onChange={(value) => onFields({ ...fields, which: value })}
          />
        </FilterForm>
        {unplaced}
        {found.length === 0 ? (
          <p class="empty">None of the {countOf(list.length, 'conversation')} match.</p>
        ) : (
          <VirtualList
            items={found}
            label="Conversations, the latest first"
            rowHeight={ROW}
            keyOf={({ id }) => id}
            rowOf={(conversation) => <ConversationRow {...conversation} />}
            selected={selected}
            onSelect={({ id }) => onSelect(id)}
            latest="first"
            scope={`${find}/${which}/${store.isPaused}/${store.cleared}/${store.hello?.epoch}`}
          />
        )}
      </section>
      <section class="main" aria-label="The chosen conversation" ref={main}>
        {selected === undefined ? (
          <p class="empty muted">Choose a conversation to see it as a chat, with each problem at its event.</p>
        ) : (
          <>
            <button type="button" class="back" onClick={() => onSelect(undefined)}>
              Back to the conversations
            </button>
            <ConversationTimeline
              store={store}
              conversation={list.find(({ id }) => id === selected)}
              id={selected}
              onOpen={onOpen}
              key={selected}
            />
          </>
        )}
      </section>
    </div>
  );
}
