import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { countOf } from '../../text/count.js';
import type { Entry } from '../model/entry.js';
import { membersOf } from '../model/entry.js';
import { isMask } from '../model/mask.js';
import { useContents } from './contents.js';
import { gapText, momentOf, timeOf } from './format.js';
import { ResultIcon } from './icons.js';
import { Name } from './name.js';
import { PayloadView } from './payload-view.js';
import { ProblemCard } from './problem-card.js';

/** How an event of a conversation is shown. */
interface Appearance {
  readonly kind: 'mark' | 'sent' | 'received' | 'aside';
  /** The default of the spec, for events without a role. */
  readonly role?: string;
  readonly sign?: string;
}

/** By name without case and separators: an event under a misspelled name is shown like the one that it means. */
const APPEARANCES: Readonly<Record<string, Appearance>> = {
  conversationstarted: { kind: 'mark' },
  conversationended: { kind: 'mark' },
  messagesent: { kind: 'sent', role: 'customer' },
  messagereceived: { kind: 'received', role: 'agent' },
  actioninvoked: { kind: 'aside', sign: '\u2699' },
  mediagenerated: { kind: 'aside', sign: '\u25a3' },
  componentloaded: { kind: 'aside', sign: '\u25a6' },
  feedbacksubmitted: { kind: 'aside', sign: '\u2605' },
};

function shown(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' && !isMask(value) ? value : undefined;
}

/** The gist of an event, shown beside its name: `change address (Order Request)`, `rating 5`. */
function gist(name: string, properties: Readonly<Record<string, unknown>>): string {
  const [type, sub, action, rating] = ['type', 'sub_type', 'action', 'rating'].map((key) => shown(properties[key]));
  if (name === 'Action Invoked')
    return [action, type === undefined ? undefined : `(${type})`].filter(Boolean).join(' ');
  if (name === 'Media Generated') return [type, sub].filter(Boolean).join(', ');
  if (name === 'Component Loaded') return type ?? '';
  if (name === 'Feedback Submitted' && rating !== undefined) return `rating ${rating}`;
  return '';
}

interface BodyProps {
  readonly body: unknown;
  readonly toggle: (() => void) | undefined;
}

/** Of a longer text, this many characters are shown before the user asks for the others. */
const SHORT = 400;

/** A text, with a button for the rest of a long one. */
function LongText({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  const more = [...text].length - SHORT;
  if (isWhole || more <= SHORT / 4) return <span>{text}</span>;
  return (
    <span>
      {[...text].slice(0, SHORT).join('')}…{' '}
      <button type="button" class="link" onClick={() => setWhole(true)}>
        {countOf(more, 'more character')}
      </button>
    </span>
  );
}

/** The body of a message, or its length if it is hidden. */
function Body({ body, toggle }: BodyProps) {
  if (typeof body !== 'string') return <p class="body muted">no text</p>;
  const [, length] = /^\(text of (\d+)\)$/.exec(body) ?? [];
  return (
    <p class="body">
      {length === undefined ? (
        body === '' ? (
          <span class="muted">an empty text</span>
        ) : (
          <LongText text={body} />
        )
      ) : (
        <span class="hidden-value">{countOf(Number(length), 'character')}</span>
      )}
      {toggle !== undefined && (
        <button type="button" class="link" onClick={toggle}>
          {length === undefined ? 'Hide' : 'Show'}
        </button>
      )}
    </p>
  );
}

interface TimelineEntryProps {
  readonly entry: Entry;
  readonly gapMs: number | undefined;
  /** Opens an event elsewhere; without it, its JSON is shown here. */
  readonly onOpen?: ((entry: Entry) => void) | undefined;
}

function isMessage({ kind }: Appearance): boolean {
  return kind === 'sent' || kind === 'received';
}

interface EntryHeadProps {
  readonly entry: Entry;
  readonly appearance: Appearance;
  readonly properties: Readonly<Record<string, unknown>>;
  /** How long after the event before it it happened; undefined if that is not known. */
  readonly gapMs: number | undefined;
}

/** Who wrote a message: the role that its event names, or the default of the spec where it names none. */
function Role({ role, usual = '' }: { readonly role: unknown; readonly usual: string | undefined }) {
  const named = shown(role);
  if (named === undefined) return <span class="muted">{role === undefined ? usual : 'hidden role'}</span>;
  return (
    <span class="muted">
      <Name text={named} />
    </span>
  );
}

/** The first line of an entry: what happened, by whom, and when. */
function EntryHead({ entry, appearance, properties, gapMs }: EntryHeadProps) {
  const { name, result, at, messageId } = entry;
  const { role, sign } = appearance;
  const summary = gist(name, properties);
  return (
    <p class="head">
      {result !== 'valid' && <ResultIcon result={result} />}
      {sign !== undefined && <span aria-hidden="true">{sign}</span>}
      <span class="name">
        <Name text={name} />
      </span>
      {summary !== '' && (
        <span>
          <Name text={summary} />
        </span>
      )}
      {isMessage(appearance) && <Role role={properties['role']} usual={role} />}
      {messageId !== undefined && (
        <code>
          <Name text={messageId} />
        </code>
      )}
      {gapMs !== undefined && <span class="muted">{gapText(gapMs)}</span>}
      <time class="muted" title={at === undefined ? undefined : momentOf(at)}>
        {timeOf(at)}
      </time>
    </p>
  );
}

function TimelineEntry({ entry, gapMs, onOpen }: TimelineEntryProps) {
  const { name, result, problems, messageId, origin } = entry;
  const { event, toggle } = useContents(entry);
  const [isOpen, setOpen] = useState(false);
  const appearance: Appearance = APPEARANCES[name.toLowerCase().replace(/[^a-z]/g, '')] ?? { kind: 'aside' };
  const properties = membersOf(event?.['properties']);
  return (
    <li class={`entry ${appearance.kind} ${result}`}>
      <div class="bubble">
        <EntryHead entry={entry} appearance={appearance} properties={properties} gapMs={gapMs} />
        {isMessage(appearance) && <Body body={properties['message_body']} toggle={toggle} />}
        {problems.map((problem, index) => (
          <ProblemCard problem={problem} withExplanation={false} key={`${index}`} />
        ))}
        {event !== undefined && (
          <button
            type="button"
            class="link"
            aria-expanded={onOpen === undefined ? isOpen : undefined}
            onClick={() => (onOpen === undefined ? setOpen(!isOpen) : onOpen(entry))}
          >
            {onOpen === undefined && isOpen ? 'Hide the event' : 'Show the event'}
            <span class="unseen">
              {' '}
              {name} {messageId ?? origin}
            </span>
          </button>
        )}
        {isOpen && event !== undefined && <PayloadView event={event} problems={problems} />}
      </div>
    </li>
  );
}

/** An event of a conversation, and how many events before it are not shown. */
export interface TimelineItem {
  readonly entry: Entry;
  readonly skipped?: number;
}

/** How long after the item before it an item happened; undefined if events between them are not shown. */
function gapBefore(items: readonly TimelineItem[], index: number): number | undefined {
  const [item, before] = [items[index], items[index - 1]];
  if (item?.entry.at === undefined || before?.entry.at === undefined || (item.skipped ?? 0) > 0) return undefined;
  return item.entry.at - before.entry.at;
}

function Gap({ count, where }: { readonly count: number; readonly where: string }) {
  if (count === 0) return null;
  return <li class="muted gap">{countOf(count, `${where} event`)} not shown</li>;
}

interface TimelineViewProps {
  readonly items: readonly TimelineItem[];
  /** How many events after the last one are not shown. */
  readonly after: number;
  readonly onOpen?: (entry: Entry) => void;
}

/** A conversation as a chat, with every event in order and every problem at its event. */
export function TimelineView({ items, after, onOpen }: TimelineViewProps) {
  return (
    <ol class="timeline">
      {items.map(({ entry, skipped = 0 }, index) => (
        <Fragment key={entry.id}>
          <Gap count={skipped} where={index === 0 ? 'earlier' : 'other'} />
          <TimelineEntry entry={entry} gapMs={gapBefore(items, index)} onOpen={onOpen} />
        </Fragment>
      ))}
      <Gap count={after} where="later" />
    </ol>
  );
}
