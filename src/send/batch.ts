import type { Hash64 } from '../record/hash-64.js';
import type { RawRecord } from '../record/record.js';
import type { Call } from '../schema/event-schema.js';
import type { FailedAttempt } from './outcome.js';
import type { OutgoingCall } from './outgoing-call.js';

/** A call in a batch. Its values are not held while it waits: its event is in the batch, as JSON. */
export interface BatchedCall {
  /** The record as it was read. */
  readonly raw: RawRecord;
  readonly call: Call;
  readonly messageId: string;
  /** The hash of the record's contents, see `hashContents`; undefined if it was not made yet. */
  readonly contents: Hash64 | undefined;
  /** False if it has the time of sending. */
  readonly hasTimestamp: boolean;
  /** Where its event stands; or why it is not sent. */
  readonly event: EventPlace | FailedAttempt;
}

/** Where in its batch an event stands. */
interface EventPlace {
  readonly outcome?: undefined;
  readonly start: number;
  readonly end: number;
  /** Whether the SDK has put the time at which it made the event into it. */
  readonly isStamped: boolean;
}

/** An event that the SDK has made of a call. */
export interface EventText {
  readonly outcome?: undefined;
  readonly json: string;
  /** Whether its `timestamp` is the time at which it was made. */
  readonly isStamped: boolean;
}

/** The SDK writes the timestamp of an event first. */
const STAMP_OFFSET = '{"timestamp":"'.length;

const COMMA = 0x2c;

/** The most bytes that a UTF-16 unit takes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/** Memory for the events of batches, which is used again: new memory costs time, and waits for the collector of garbage. */
export class BatchMemory {
  readonly #size: number;
  readonly #free: Buffer[] = [];

  /** @param size how many bytes most batches need at most */
  constructor(size: number) {
    this.#size = size;
  }

  next(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#size);
  }

  free(memory: Buffer): void {
    this.#free.push(memory);
  }
}

/** Calls that go out together, in their order, and the JSON of their events. */
export class Batch {
  readonly #memory: BatchMemory;
  readonly #calls: BatchedCall[] = [];
  #json: Buffer | undefined;
  #end = 0;

  constructor(memory: BatchMemory) {
    this.#memory = memory;
  }

  get calls(): readonly BatchedCall[] {
    return this.#calls;
  }

  /** Adds a call. `event`: the one that the SDK made of it, or why it is not sent. */
  add({ raw, call, messageId, contents, hasTimestamp }: OutgoingCall, event: EventText | FailedAttempt): void {
    const place = event.outcome === undefined ? this.#write(event) : event;
    this.#calls.push({ raw, call, messageId, contents, hasTimestamp, event: place });
  }

  /**
   * Returns the JSON of the events of some calls that stand one behind the other, with commas between them. Those that the SDK
   * stamped get the current time. Undefined if none of the calls is sent.
   */
  eventsOf(calls: readonly BatchedCall[]): Buffer | undefined {
    const now = new Date().toISOString();
    let start: number | undefined;
    let end = 0;
    for (const { event } of calls) {
      if (event.outcome !== undefined) continue;
      start ??= event.start;
      end = event.end;
      if (event.isStamped) this.#json?.write(now, event.start + STAMP_OFFSET, 'latin1');
    }
    return start === undefined ? undefined : this.#json?.subarray(start, end);
  }

  /** Gives its memory back; nobody may look at its events any more. */
  free(): void {
    if (this.#json !== undefined) this.#memory.free(this.#json);
    this.#json = undefined;
  }

  #write({ json, isStamped }: EventText): EventPlace {
    const memory = this.#withRoom(json);
    if (this.#end > 0) memory[this.#end++] = COMMA;
    const start = this.#end;
    this.#end += memory.write(json, start);
    return { start, end: this.#end, isStamped };
  }

  /** The memory with room for a text and a comma. */
  #withRoom(json: string): Buffer {
    const memory = this.#json ?? this.#memory.next();
    this.#json = memory;
    const room = memory.length - this.#end - 1;
    if (room >= json.length * MAX_BYTES_PER_UNIT || room >= Buffer.byteLength(json)) return memory;
    this.#json = Buffer.allocUnsafeSlow(2 * (memory.length + Buffer.byteLength(json)));
    memory.copy(this.#json, 0, 0, this.#end);
    return this.#json;
  }
}
