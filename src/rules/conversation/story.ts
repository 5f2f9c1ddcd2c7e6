import type { Place, RecordStart } from '../../problem/problem.js';
import type { IdList, MessageIds } from './message-ids.js';
import { NO_SLOT } from './message-ids.js';
import type { RecordFacts } from './record-facts.js';

let latest: RecordStart = { file: '', record: 0, line: 0, column: 0 };

/** Where a record begins, to be kept: the facts themselves may be used again. One object for all who ask in turn. */
export function startOf({ file, record, line, column }: RecordStart): RecordStart {
  const isSame = latest.record === record && latest.line === line && latest.column === column && latest.file === file;
  if (!isSame) latest = { file, record, line, column };
  return latest;
}

/** Whether an event is a message of the chat. */
export function isMessage(event: string | undefined): boolean {
  return event === 'Message Sent' || event === 'Message Received';
}

const NO_USERS: readonly string[] = [];

/** What was seen of one conversation so far. Small, as there are many, and as flat as it can be. */
export class Story implements IdList {
  /** Its id as it may be shown, and its number among those of the log. */
  readonly id: string;
  readonly serial: number;
  first: RecordStart | undefined;
  /** Its last record, if it was noted, and the number of that one among all records of the log that have a conversation. */
  last: Place | undefined;
  lastIsValid = true;
  lastTurn = 0;
  /** The first start since the beginning or since the last end. A start after an end takes the conversation up again. */
  start: RecordStart | undefined;
  /** The first end since then. */
  end: RecordStart | undefined;
  /** Messages in all, and how many of them had the id of an earlier one; and both when the latest start came. */
  messages = 0;
  repeated = 0;
  messagesAtStart = 0;
  repeatedAtStart = 0;
  /** A record could not be read that seems to belong here. */
  hasGap = false;
  /** Some event may have been a message, or the end, under another name. */
  hasNearMessage = false;
  hasNearEnd = false;
  /** There were more message ids than are remembered. */
  isPartial = false;
  /** Something was heard of it since room was last made. */
  isFresh = true;
  /** The first user, where it was met, and the further ones, as `mixed-users` has met them. */
  user: string | undefined;
  userAt: RecordStart | undefined;
  furtherUsers: readonly string[] = NO_USERS;
  /** The latest timestamp, in milliseconds since 1970, and its record, as `out-of-order` has met it. */
  latestTime = 0;
  latest: RecordStart | undefined;
  /** How many message ids are remembered, and the first of their slots. */
  size = 0;
  slots = NO_SLOT;
  readonly #messageIds: MessageIds;

  constructor(id: string, serial: number, messageIds: MessageIds) {
    this.id = id;
    this.serial = serial;
    this.#messageIds = messageIds;
  }

  /** Whether any event carried this message id. */
  knows(messageId: string): boolean {
    return this.#messageIds.find(this, messageId) !== NO_SLOT;
  }

  /** The first message with this id, if there was one. */
  messageOf(messageId: string): RecordStart | undefined {
    const slot = this.#messageIds.find(this, messageId);
    return slot === NO_SLOT ? undefined : this.#messageIds.messageAt(slot);
  }

  /** Makes a record part of the story. At most `mostIds` message ids are remembered. */
  add(facts: RecordFacts, mostIds: number): void {
    const { event, nearEvent, messageId } = facts;
    this.first ??= startOf(facts);
    this.isFresh = true;
    const said = isMessage(event);
    if (said) this.messages++;
    if (messageId !== undefined) this.#remember(messageId, said ? facts : undefined, mostIds);
    if (event === 'Conversation Started') {
      if (this.end !== undefined || this.start === undefined) this.start = startOf(facts);
      this.end = undefined;
      this.messagesAtStart = this.messages;
      this.repeatedAtStart = this.repeated;
    } else if (event === 'Conversation Ended') this.end ??= startOf(facts);
    else if (nearEvent === 'Conversation Started') {
      // Perhaps it was taken up again: then what came before says nothing of what follows.
      this.hasNearEnd ||= this.end !== undefined;
      this.start = undefined;
      this.end = undefined;
    } else if (nearEvent === 'Conversation Ended') this.hasNearEnd = true;
    else if (isMessage(nearEvent)) this.hasNearMessage = true;
  }

  /** Remembers a message id; `message` is the record, if that is a message. */
  #remember(messageId: string, message: RecordFacts | undefined, mostIds: number): void {
    let slot = this.#messageIds.find(this, messageId);
    if (slot === NO_SLOT) {
      if (this.size >= mostIds) {
        this.isPartial = true;
        return;
      }
      slot = this.#messageIds.add(this);
    } else if (message !== undefined && this.#messageIds.isMessage(slot)) {
      this.repeated++;
      return;
    }
    if (message !== undefined) this.#messageIds.setMessage(slot, message);
  }
}
