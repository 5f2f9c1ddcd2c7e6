import { useState } from 'preact/hooks';
import { countOf } from '../../text/count.js';
import type { Conversation } from '../model/conversations.js';
import type { Entry, Result } from '../model/entry.js';
import type { LiveStore } from '../model/live-store.js';
import { CopyButton } from '../parts/copy-button.js';
import { Choice, Typed } from '../parts/fields.js';
import { FilterForm } from '../parts/filter-form.js';
import { timeOf } from '../parts/format.js';
import { ResultIcon } from '../parts/icons.js';
import { TimelineView } from '../parts/timeline-view.js';
import { VirtualList } from '../parts/virtual-list.js';
import { ndjsonOf } from './export-events.js';

const ROW = 60;

/** The most events of a conversation that are shown. */
const MAX_ENTRIES = 300;

function resultOf({ errors, warnings }: Conversation): Result {
  if (errors > 0) return 'invalid';
  return warnings > 0 ? 'warning' : 'valid';
}

function problemsOf({ errors, warnings }: Conversation): string {
  return [errors > 0 ? countOf(errors, 'error') : '', warnings > 0 ? countOf(warnings, 'warning') : '']
    .filter((text) => text !== '')
    .join(', ');
}

function ConversationRow(conversation: Conversation) {
  const { id, messages, last, hasEnded } = conversation;
  return (
    <>
      <ResultIcon result={resultOf(conversation)} />
      <span class="name">{id}</span>
      <span class="time">{timeOf(last)}</span>
      <span class="gist">
        {countOf(messages, 'message')}
        {hasEnded && ', ended'}
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
  const all = store.entries.filter(({ conversationId }) => conversationId === id);
  const entries = all.slice(-MAX_ENTRIES);
  const before = store.isPaused ? 0 : Math.max(0, (conversation?.events ?? all.length) - entries.length);
  const items = entries.map((entry, index) => (index === 0 ? { entry, skipped: before } : { entry }));
  return (
    <article class="details" aria-label={`Conversation ${id}`}>
      <div class="actions">
        <h2>{id}</h2>
        <CopyButton
          label="Copy as fixture"
          title="The whole events of this conversation, one per line, for validate, send and tests"
          text={() => ndjsonOf(all)}
        />
      </div>
      {conversation !== undefined && (
        <p class="muted">
          {countOf(conversation.events, 'event')}, {countOf(conversation.messages, 'message')}
          {problemsOf(conversation) === '' ? '; no problems in its events' : `; ${problemsOf(conversation)}`}
        </p>
      )}
      <TimelineView items={items} after={0} onOpen={onOpen} />
    </article>
  );
}

interface ConversationsViewProps {
  readonly store: LiveStore;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onOpen: (entry: Entry) => void;
}

const WHICH = [
  ['', 'All conversations'],
  ['problems', 'With problems'],
] as const;

/** The conversations that match a part of their id, and whether they have problems. */
function useChoice(list: readonly Conversation[]) {
  const [text, setText] = useState('');
  const [which, setWhich] = useState('');
  const found = list.filter((conversation) => {
    return conversation.id.includes(text.trim()) && (which === '' || resultOf(conversation) !== 'valid');
  });
  const form = (
    <FilterForm>
      <Typed label="Search" type="search" value={text} onChange={setText} />
      <Choice label="Result" value={which} options={WHICH} onChange={setWhich} />
    </FilterForm>
  );
  return { found, form };
}

/** The conversations, and one of them as a chat. */
export function ConversationsView({ store, selected, onSelect, onOpen }: ConversationsViewProps) {
  const list = store.tallies.conversations.list();
  const { found, form } = useChoice(list);
  if (list.length === 0 && selected === undefined) {
    return (
      <p class="empty muted">
        No conversation yet: no event with a <code>conversationId</code> has arrived.
      </p>
    );
  }
  const chosen = list.find(({ id }) => id === selected);
  return (
    <div class={`split ${selected === undefined ? '' : 'chosen'}`}>
      <section class="side" aria-label="Conversations">
        {form}
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
          />
        )}
      </section>
      <section class="main" aria-label="The chosen conversation">
        {selected === undefined ? (
          <p class="empty muted">Choose a conversation to see it as a chat, with each problem at its event.</p>
        ) : (
          <>
            <button type="button" class="back" onClick={() => onSelect(undefined)}>
              Back to the conversations
            </button>
            <ConversationTimeline store={store} conversation={chosen} id={selected} onOpen={onOpen} key={selected} />
          </>
        )}
      </section>
    </div>
  );
}
