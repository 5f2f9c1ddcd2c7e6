import type { RecordRule } from '../rules/record-rules.js';
import { concernsRecord } from '../rules/record-rules.js';
import type { Call, EventSchema } from '../schema/event-schema.js';
import { CALLS } from '../schema/event-schema.js';
import type { EventMatch, Registry } from '../schema/registry.js';
import { safeName } from '../text/safe-name.js';
import { ANSWER_WORDS, MASK_WORD } from './answer-words.js';
import * as at from './layout.js';
import { BlockScanner } from './parallel/block-scanner.js';
import type { TablePatch } from './parallel/scan-worker.js';
import type { IsOn } from './rule-bits.js';
import { enabledBits, rulesWithoutBit } from './rule-bits.js';
import { TableMemory, TablesTooLarge } from './table-memory.js';

/** The exports of the compiled scanner. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly stoppedAt: { readonly value: number };
  readonly lines: { readonly value: number };
  slotFor(table: number, mask: number, key: number, length: number): number;
  nearSlotFor(table: number, mask: number, key: number, length: number): number;
  scanLines(start: number, end: number, enabled: number, futureFrom: number): number;
  scanOne(start: number, end: number, enabled: number, futureFrom: number): void;
}

/** An instance of the compiled scanner. */
export interface CompiledScanner {
  readonly exports: ScannerExports;
  readonly module: object;
}

/** Which call an accepted record is, and which event. */
export interface AcceptedName {
  /** The name that the record is counted under. */
  readonly counted: string;
  readonly call: Call;
  /** The event as written in the record; only for track calls. */
  readonly event: string | undefined;
  /** What the schemas know of it. */
  readonly match: EventMatch | undefined;
}

/** The name of a call, and of its event if that says what it is. */
export function acceptedName(call: Call, event: string | undefined, match: EventMatch | undefined): AcceptedName {
  return { counted: event === undefined ? `(${call})` : safeName(event), call, event, match };
}

/** The options of a scanner. */
export interface ScannerOptions {
  readonly registry: Registry;
  readonly isOn: IsOn;
  /**
   * Whether the facts of accepted records are needed; then records with facts that the scanner cannot extract are not
   * accepted.
   */
  readonly wantsFacts: boolean;
}

/** Writes the plans of the schemas of a registry: of those that we ship, made already, or of others. */
type WritePlans = (memory: TableMemory, registry: Registry) => readonly number[];

/** How many names of events are learned beyond those of the schemas, and how long they may be, in UTF-16 units. */
const MAX_LEARNED = 1000;
const MAX_LEARNED_LENGTH = 200;
const LONE_SURROGATE = /\p{Surrogate}/u;
const DAY_SECONDS = 24 * 3600;

/** The time from which on timestamps are in the future, in seconds since 1970. @param now in milliseconds */
export function futureFrom(now: number): number {
  return now / 1000 + DAY_SECONDS - 1;
}

/**
 * Finds out from the bytes of records which rules might have findings in them. A record that it accepts has no problem;
 * a record that it does not accept needs the full check.
 */
export class Scanner {
  /** The names, by the number in an answer. */
  readonly names: readonly AcceptedName[];
  /** A record is accepted if its answer has none of these bits. */
  readonly enabled: number;
  /** The compiled scanner, which other threads can make instances of. */
  readonly module: object;
  /** What was written into the tables since they were complete: names that were learned. */
  readonly patches: readonly TablePatch[];
  /** Scans blocks of files in this thread. */
  readonly blocks: BlockScanner;
  readonly #patches: TablePatch[] = [];
  readonly #names: AcceptedName[] = [];
  readonly #exports: ScannerExports;
  readonly #bytes: Uint8Array;
  readonly #answers: Int32Array;
  readonly #memory: TableMemory;
  readonly #registry: Registry;
  readonly #known = new Set<string>();
  /** The schema of events that are not in the spec. */
  readonly #ownSchema: number;
  /** Where the schemas of events lie. */
  readonly #places = new Map<EventSchema, number>();
  readonly #withoutBit: readonly RecordRule[];

  /** @throws {TablesTooLarge} if the schemas have no room. */
  constructor(
    { exports, module }: CompiledScanner,
    { registry, wantsFacts, isOn }: ScannerOptions,
    writePlans: WritePlans,
  ) {
    const { buffer } = exports.memory;
    const enabled = enabledBits(isOn);
    this.#withoutBit = rulesWithoutBit(isOn);
    this.#exports = exports;
    this.#bytes = new Uint8Array(buffer);
    this.#answers = new Int32Array(buffer, at.ANSWERS, at.MAX_ANSWERS * ANSWER_WORDS);
    this.#memory = new TableMemory(exports);
    this.#registry = registry;
    this.names = this.#names;
    this.enabled = wantsFacts ? enabled | at.NEAR_MISS | at.HARD_FACTS : enabled;
    this.module = module;
    this.patches = this.#patches;
    this.blocks = new BlockScanner(exports, this.enabled);
    const places = writePlans(this.#memory, registry);
    for (const [index, call] of CALLS.entries()) {
      const place = places[index] as number;
      if (!this.#add(at.CALLS, at.CALLS_MASK, call, place, 0, acceptedName(call, undefined, undefined)))
        throw new TablesTooLarge();
    }
    this.#ownSchema = places[CALLS.indexOf('track')] as number;
    for (const [index, schema] of registry.events.entries()) {
      const place = places[CALLS.length + index] as number;
      this.#places.set(schema, place);
      for (const event of schema.names) {
        const match = registry.match(event);
        if (match.kind === 'exact' && match.schema === schema)
          this.#addEvent(event, match, place, this.#unplanned(event));
      }
    }
    this.#patches.length = 0;
  }

  /** A copy of all tables, for the scanner of another thread: from the place NAMES on. */
  tables(): Uint8Array {
    return this.#bytes.slice(at.NAMES, this.#memory.end);
  }

  /**
   * Learns the name of an event that the schemas do not know, once the full check has seen it, so that further records
   * of it can be accepted. A misspelled one is never accepted, but then its facts are known.
   */
  learn(event: string): void {
    if (this.#known.has(event) || this.#known.size >= MAX_LEARNED || event.length > MAX_LEARNED_LENGTH) return;
    this.#known.add(event);
    const match = this.#registry.match(event);
    if (match.kind === 'exact' || event === '' || LONE_SURROGATE.test(event)) return;
    if (match.kind === 'misspelled') {
      const place = this.#places.get(match.schema);
      if (place !== undefined) this.#addEvent(event, match, place, at.DECLINED);
      return;
    }
    const raises = match.kind === 'unknown' ? 0 : match.kind === 'outdated' ? at.OUTDATED_NAME : at.SIMILAR_NAME;
    this.#addEvent(event, match, this.#ownSchema, raises | this.#unplanned(event));
  }

  #unplanned(event: string): number {
    return this.#registry.isPlanned?.(event) === false ? at.UNPLANNED : 0;
  }

  /**
   * Scans whole lines, each with its line feed, as many as there is room for. The answers are overwritten by the next
   * scan.
   */
  scanLines(chunk: Uint8Array, start: number, end: number, now: number): Scan {
    const length = Math.min(end - start, at.WINDOW_SIZE);
    this.#bytes.set(chunk.subarray(start, start + length), at.WINDOW);
    const { scanLines, stoppedAt, lines } = this.#exports;
    // The window may end within a line; that line is scanned again.
    const last = length === end - start ? length : chunk.subarray(start, start + length).lastIndexOf(0x0a) + 1;
    const count = scanLines(at.WINDOW, at.WINDOW + last, this.enabled, futureFrom(now));
    const stopped = stoppedAt.value - at.WINDOW;
    return { count, lines: lines.value, bytes: stopped, answers: this.#answers };
  }

  /** The answer about one record, which may contain line breaks, if it is accepted. */
  accept(bytes: Uint8Array, now: number): Int32Array | undefined {
    if (bytes.length >= at.WINDOW_SIZE) return undefined;
    this.#bytes.set(bytes, at.WINDOW);
    this.#exports.scanOne(at.WINDOW, at.WINDOW + bytes.length, this.enabled, futureFrom(now));
    const isAccepted = ((this.#answers[MASK_WORD] ?? -1) & this.enabled) === 0;
    return isAccepted ? this.#answers.slice(0, ANSWER_WORDS) : undefined;
  }

  #addEvent(event: string, match: EventMatch, schema: number, raises: number): void {
    this.#add(at.NAMES, at.NAMES_MASK, event, schema, raises, acceptedName('track', event, match));
  }

  /** Adds a name to one of the tables; returns false if there is no room. */
  #add(table: number, mask: number, key: string, schema: number, raises: number, name: AcceptedName): boolean {
    if (this.#names.length > mask / 2 && table === at.NAMES) return false;
    const text = this.#memory.end;
    const slot = this.#memory.slotOf(table, mask, key);
    if (slot === undefined) return false;
    this.#memory.view.setUint32(slot + at.SLOT_SCHEMA, schema, true);
    const isDeclined = this.#withoutBit.some((rule) => concernsRecord(rule, name.call, name.match));
    this.#memory.view.setUint32(slot + at.SLOT_RAISES, isDeclined ? raises | at.DECLINED : raises, true);
    this.#memory.view.setUint32(slot + at.SLOT_NUMBER, this.#names.length, true);
    this.#names.push(name);
    this.#notePatch(text, this.#memory.end);
    this.#notePatch(slot, slot + at.SLOT_SIZE);
    return true;
  }

  #notePatch(start: number, end: number): void {
    this.#patches.push({ at: start, bytes: this.#bytes.slice(start, end) });
  }
}

/** The result of a scan. */
export interface Scan {
  readonly count: number;
  /** How many lines were scanned. */
  readonly lines: number;
  /** How many bytes. */
  readonly bytes: number;
  readonly answers: Int32Array;
}

/**
 * Makes a scanner; undefined if it could accept no record: a rule without a bit concerns them all, or the schemas are
 * too large.
 */
export function createScanner(
  compiled: CompiledScanner,
  options: ScannerOptions,
  writePlans: WritePlans,
): Scanner | undefined {
  if (rulesWithoutBit(options.isOn).some(({ concerns }) => concerns === undefined)) return undefined;
  try {
    return new Scanner(compiled, options, writePlans);
  } catch (error) {
    if (error instanceof TablesTooLarge) return undefined;
    throw error;
  }
}
