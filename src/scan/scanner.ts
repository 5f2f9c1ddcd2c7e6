import type { Call } from '../schema/event-schema.js';
import { CALLS } from '../schema/event-schema.js';
import type { EventMatch, Registry } from '../schema/registry.js';
import { safeName } from '../text/safe-name.js';
import { ANSWER_WORDS, MASK_WORD } from './answer-words.js';
import * as at from './layout.js';
import type { IsOn } from './rule-bits.js';
import { enabledBits } from './rule-bits.js';
import type { PlanMemory } from './write-plan.js';
import { PlanTooLarge, PlanWriter } from './write-plan.js';

/** What the compiled scanner offers. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly stoppedAt: { readonly value: number };
  readonly lines: { readonly value: number };
  slotFor(table: number, mask: number, key: number, length: number): number;
  nearSlotFor(table: number, mask: number, key: number, length: number): number;
  scanLines(start: number, end: number, enabled: number, futureFrom: number): number;
  scanOne(start: number, end: number, enabled: number, futureFrom: number): void;
}

/** Which call an accepted record is, and which event. */
export interface AcceptedName {
  /** What the record is counted under. */
  readonly counted: string;
  readonly call: Call;
  /** The event as it stands in the record, and what is known of it; of track calls. */
  readonly event: string | undefined;
  readonly match: EventMatch | undefined;
}

/** The name of a call, and of its event if that says what it is. */
export function acceptedName(call: Call, event: string | undefined, match: EventMatch | undefined): AcceptedName {
  return { counted: event === undefined ? `(${call})` : safeName(event), call, event, match };
}

/** What a scanner is made for. */
export interface ScannerOptions {
  readonly registry: Registry;
  readonly isOn: IsOn;
  /** Whether the facts of accepted records are wanted; then those whose facts are hard to tell are not accepted. */
  readonly wantsFacts: boolean;
}

/** How many names of events beyond those of the schemas are learned, and how long they may be. */
const MOST_LEARNED = 1000;
const LONGEST_LEARNED = 200;
const LONE_SURROGATE = /\p{Surrogate}/u;
const DAY_SECONDS = 24 * 3600;

/**
 * Says of records, from their bytes, which rules might have something to say about them. What it accepts, the slow path finds
 * nothing in; what it does not accept, it knows nothing of.
 */
export class Scanner {
  /** By the number that answers give. */
  readonly names: readonly AcceptedName[];
  /** A record is accepted if its answer has none of these bits. */
  readonly enabled: number;
  readonly #names: AcceptedName[] = [];
  readonly #exports: ScannerExports;
  readonly #bytes: Uint8Array;
  readonly #answers: Int32Array;
  readonly #view: DataView;
  readonly #writer: PlanWriter;
  readonly #registry: Registry;
  readonly #known = new Set<string>();
  readonly #ownSchema: number;

  /** @throws {PlanTooLarge} if the schemas have no room. */
  constructor(exports: ScannerExports, { registry, wantsFacts }: ScannerOptions, enabled: number) {
    const { buffer } = exports.memory;
    this.#exports = exports;
    this.#bytes = new Uint8Array(buffer);
    this.#answers = new Int32Array(buffer, at.ANSWERS, at.MOST_ANSWERS * ANSWER_WORDS);
    this.#view = new DataView(buffer);
    this.#registry = registry;
    this.names = this.#names;
    this.enabled = wantsFacts ? enabled | at.NEAR_MISS | at.HARD_FACTS : enabled;
    const memory: PlanMemory = {
      view: this.#view,
      bytes: this.#bytes,
      slotFor: exports.slotFor,
      nearSlotFor: exports.nearSlotFor,
    };
    this.#writer = new PlanWriter(memory);
    let ownSchema = 0;
    for (const call of CALLS) {
      const flags = call === 'track' ? at.IS_TRACK | at.IS_STANDARD_TRACK : call === 'identify' ? at.IS_IDENTIFY : 0;
      const place = this.#writer.schema(registry.calls[call], flags);
      if (call === 'track') ownSchema = place;
      if (!this.#add(at.CALLS, at.CALLS_MASK, call, place, 0, acceptedName(call, undefined, undefined)))
        throw new PlanTooLarge();
    }
    this.#ownSchema = ownSchema;
    for (const schema of registry.events) {
      const place = this.#writer.schema(schema, schema.names.includes('Feedback Submitted') ? at.IS_FEEDBACK : 0);
      for (const event of schema.names) {
        const match = registry.match(event);
        if (match.kind === 'exact' && match.schema === schema)
          this.#addEvent(event, match, place, this.#unplanned(event));
      }
    }
  }

  /**
   * Learns the name of an event that the schemas do not know, once the slow path has met it, so that further records of it can
   * be accepted.
   */
  learn(event: string): void {
    if (this.#known.has(event) || this.#known.size >= MOST_LEARNED || event.length > LONGEST_LEARNED) return;
    this.#known.add(event);
    const match = this.#registry.match(event);
    if (match.kind === 'exact' || match.kind === 'misspelled' || event === '' || LONE_SURROGATE.test(event)) return;
    const raises = match.kind === 'unknown' ? 0 : match.kind === 'outdated' ? at.OUTDATED_NAME : at.SIMILAR_NAME;
    this.#addEvent(event, match, this.#ownSchema, raises | this.#unplanned(event));
  }

  #unplanned(event: string): number {
    return this.#registry.isPlanned?.(event) === false ? at.UNPLANNED : 0;
  }

  /**
   * Looks at whole lines, each with its line feed, as many as there is room for. The answers are those of this scan, and last
   * until the next one.
   */
  scanLines(chunk: Uint8Array, start: number, end: number, now: number): Scan {
    const length = Math.min(end - start, at.WINDOW_SIZE);
    this.#bytes.set(chunk.subarray(start, start + length), at.WINDOW);
    const { scanLines, stoppedAt, lines } = this.#exports;
    // What fills the window may end within a line; that line is looked at again.
    const last = length === end - start ? length : chunk.subarray(start, start + length).lastIndexOf(0x0a) + 1;
    const count = scanLines(at.WINDOW, at.WINDOW + last, this.enabled, now / 1000 + DAY_SECONDS - 1);
    const stopped = stoppedAt.value - at.WINDOW;
    return { count, lines: lines.value, bytes: stopped, answers: this.#answers };
  }

  /** The answer on one record, line breaks and all, if it is accepted. */
  accept(bytes: Uint8Array, now: number): Int32Array | undefined {
    if (bytes.length >= at.WINDOW_SIZE) return undefined;
    this.#bytes.set(bytes, at.WINDOW);
    this.#exports.scanOne(at.WINDOW, at.WINDOW + bytes.length, this.enabled, now / 1000 + DAY_SECONDS - 1);
    const isAccepted = ((this.#answers[MASK_WORD] ?? -1) & this.enabled) === 0;
    return isAccepted ? this.#answers.slice(0, ANSWER_WORDS) : undefined;
  }

  #addEvent(event: string, match: EventMatch, schema: number, raises: number): void {
    this.#add(at.NAMES, at.NAMES_MASK, event, schema, raises, acceptedName('track', event, match));
  }

  /** Adds a name to one of the tables; false if there is no room. */
  #add(table: number, mask: number, key: string, schema: number, raises: number, name: AcceptedName): boolean {
    if (this.#names.length > mask / 2 && table === at.NAMES) return false;
    const slot = this.#writer.slotOf(table, mask, key);
    if (slot === undefined) return false;
    this.#view.setUint32(slot + at.SLOT_SCHEMA, schema, true);
    this.#view.setUint32(slot + at.SLOT_RAISES, raises, true);
    this.#view.setUint32(slot + at.SLOT_NUMBER, this.#names.length, true);
    this.#names.push(name);
    return true;
  }
}

/** What a scan gave. */
export interface Scan {
  readonly count: number;
  /** How many lines and bytes it went through. */
  readonly lines: number;
  readonly bytes: number;
  readonly answers: Int32Array;
}

/** Makes a scanner; undefined where no record could be accepted: some rule or the schemas ask for more than it knows. */
export function createScanner(exports: ScannerExports, options: ScannerOptions): Scanner | undefined {
  const enabled = enabledBits(options.isOn);
  if (enabled === undefined) return undefined;
  try {
    return new Scanner(exports, options, enabled);
  } catch (error) {
    if (error instanceof PlanTooLarge) return undefined;
    throw error;
  }
}
