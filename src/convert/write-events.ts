import { hash } from 'node:crypto';
import { redactRecord } from '../privacy/redact.js';
import type { PersonalKind } from '../problem/finding.js';
import type { JsonObject } from '../record/record.js';
import type { BuiltConversation } from './build-conversation.js';
import { fitEvent } from './cut-body.js';
import type { Action, Entry } from './model.js';
import type { PlacedEntry } from './place-entries.js';
import type { Reason } from './reasons.js';

/** How events are written. */
export interface WriteOptions {
  /** The name of the format, a part of the ids. */
  readonly format: string;
  readonly bodies: 'full' | 'none';
  readonly redact: readonly PersonalKind[];
  /** Whether further facts of the source are written. */
  readonly details: boolean;
  /** The first time of a conversation that has none; undefined: its events have none. */
  readonly start: number | undefined;
  readonly end: 'stated' | 'last' | 'none';
}

/** Called with an event before it is written; `truncated`: its body was cut. */
export type OnEvent = (event: JsonObject, truncated: boolean) => void;

const ONE_SECOND = 1000;

/** Segment’s id of the event: the same in every run, whatever the file is called and what else is read. */
function hashOf(...parts: readonly (string | number)[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

/** Whether anything is written for an entry. */
export function isWritten({ leftOut, text, feedback, actions = [], media = [], components = [] }: Entry): boolean {
  if (leftOut === true) return false;
  return text !== undefined || feedback !== undefined || actions.length + media.length + components.length > 0;
}

/** Makes the events of one conversation. */
class Writer {
  readonly #id: string;
  readonly #options: WriteOptions;
  readonly #who: JsonObject;
  readonly #onEvent: OnEvent;
  readonly #onLost: (reason: Reason) => void;
  readonly #ids = new Map<string, number>();
  #counted = 0;
  messages = 0;

  constructor(
    id: string,
    { userId, anonymousId }: BuiltConversation,
    options: WriteOptions,
    onEvent: OnEvent,
    onLost: (reason: Reason) => void,
  ) {
    this.#id = id;
    this.#options = options;
    this.#who = {
      ...(userId === undefined ? {} : { userId }),
      ...(anonymousId === undefined ? {} : { anonymousId }),
    };
    this.#onEvent = onEvent;
    this.#onLost = onLost;
  }

  /** Writes one event. `source`: what tells it from the other events of its name in the conversation. */
  event(
    event: string,
    time: string | undefined,
    source: readonly (string | number)[],
    properties: JsonObject,
    eventId?: string,
  ): boolean {
    const { format, redact } = this.#options;
    const record: JsonObject = {
      type: 'track',
      event,
      messageId: eventId ?? hashOf(format, this.#id, event, ...source),
      ...(time === undefined ? {} : { timestamp: time }),
      ...this.#who,
      properties: { conversationId: this.#id, ...properties },
    };
    const masked = redact.length === 0 ? record : redactRecord(record, redact);
    const fitting = fitEvent(masked);
    if (fitting === undefined) this.#onLost('event too large');
    else this.#onEvent(fitting, fitting !== masked);
    return fitting !== undefined;
  }

  entry({ entry, time, isDerived }: PlacedEntry): void {
    const { feedback, role, actions = [], media = [], components = [] } = entry;
    const { details } = this.#options;
    if (feedback !== undefined) {
      this.#feedback(entry, time);
      return;
    }
    const { eventId } = entry;
    const messageId = eventId !== undefined && entry.id !== undefined ? entry.id : this.#messageId(entry.id);
    const facts = details
      ? { ...definedOf(entry.details), ...(isDerived && time !== undefined ? { timestamp_derived: true } : {}) }
      : {};
    const { callsBefore = 0 } = entry;
    const call = ({ type, action, time: called = time, role: by = role, extra }: Action, index: number): void => {
      this.event(
        'Action Invoked',
        called,
        [messageId, index],
        { messageId, role: by, type, action, ...extra },
        eventId,
      );
    };
    for (const [index, action] of actions.slice(0, callsBefore).entries()) call(action, index);
    if (entry.text !== undefined) {
      const body = this.#options.bodies === 'none' ? '' : entry.text;
      const name = role === 'customer' ? 'Message Sent' : 'Message Received';
      const properties = { messageId, role, message_body: body, ...entry.extra, ...facts };
      if (this.event(name, time, [messageId], properties, eventId)) this.messages++;
    }
    for (const [index, action] of actions.slice(callsBefore).entries()) call(action, callsBefore + index);
    for (const [index, { type, subType }] of media.entries()) {
      const properties = { messageId, role, type, sub_type: subType };
      this.event('Media Generated', time, [messageId, index], properties, eventId);
    }
    for (const [index, { type }] of components.entries()) {
      this.event('Component Loaded', time, [messageId, index], { messageId, role, type }, eventId);
    }
  }

  #feedback({ id, feedback, eventId }: Entry, time: string | undefined): void {
    if (feedback === undefined) return;
    const { rating, messageId, extra } = feedback;
    const properties = { ...(messageId === undefined ? {} : { messageId }), rating, ...extra };
    const ordinal = this.#ordinal(`feedback ${messageId ?? ''} ${id ?? ''}`);
    this.event('Feedback Submitted', time, [messageId ?? '', id ?? '', ordinal], properties, eventId);
  }

  /** The source’s id, or one that counts; never the same twice. */
  #messageId(id: string | undefined): string {
    this.#counted++;
    const wanted = id ?? `${this.#id}-${this.#counted}`;
    const ordinal = this.#ordinal(`message ${wanted}`);
    return ordinal === 1 ? wanted : `${wanted}-${ordinal}`;
  }

  #ordinal(key: string): number {
    const ordinal = (this.#ids.get(key) ?? 0) + 1;
    this.#ids.set(key, ordinal);
    return ordinal;
  }
}

function definedOf(facts: object = {}): JsonObject {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** Gives the entries of a conversation without times one each, a second apart. */
function timed(entries: readonly PlacedEntry[], start: number | undefined): readonly PlacedEntry[] {
  if (start === undefined || entries.some(({ time }) => time !== undefined)) return entries;
  return entries.map((one, index) => ({
    ...one,
    time: new Date(start + index * ONE_SECOND).toISOString(),
    isDerived: true,
  }));
}

/**
 * Writes a conversation as events: Conversation Started before the first one, and Conversation Ended if the source states an end.
 * Returns whether there was anything to write.
 */
export function writeEvents(
  id: string,
  conversation: BuiltConversation,
  options: WriteOptions,
  onEvent: OnEvent,
  onLost: (reason: Reason) => void,
): boolean {
  const entries = timed(
    conversation.entries.filter(({ entry }) => isWritten(entry)),
    options.start,
  );
  const [first] = entries;
  if (first === undefined) return false;
  const writer = new Writer(id, conversation, options, onEvent, onLost);
  writer.event('Conversation Started', first.time, [], {});
  for (const one of entries) writer.entry(one);
  const { end } = options;
  const stated = conversation.endedAt;
  if (end === 'none' || (end === 'stated' && stated === undefined)) return true;
  const last = lastTime(entries);
  const ended = end === 'last' || (stated !== undefined && last !== undefined && stated < last) ? last : stated;
  writer.event('Conversation Ended', ended, [], { message_count: writer.messages });
  return true;
}

/** The latest time in a conversation; calls may have later ones than their message. */
function lastTime(entries: readonly PlacedEntry[]): string | undefined {
  const times = entries.flatMap(({ entry, time }) => [time, ...(entry.actions ?? []).map((action) => action.time)]);
  return times.reduce(
    (last, time) => (time !== undefined && (last === undefined || time > last) ? time : last),
    undefined,
  );
}
