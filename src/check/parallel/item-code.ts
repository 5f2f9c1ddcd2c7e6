import { ALL_KINDS } from '../../conversations/event-kind.js';
import type { RecordFacts } from '../../conversations/record-facts.js';
import type { Problem, Severity } from '../../problem/problem.js';
import type { Call } from '../../schema/event-schema.js';
import type { Writable } from '../../text/writable.js';
import type { ChunkItem, ChunkRecord, ChunkResult } from './chunk-item.js';

/**
 * The items of a chunk, as numbers and the texts that they name, each text once. The same problem comes again and
 * again: to send the objects from thread to thread, or their JSON, takes longer than to find them.
 */
export interface CodedItems {
  readonly numbers: Int32Array<ArrayBuffer>;
  readonly texts: readonly string[];
}

/** The lines and records of a file before a chunk. */
export interface Before {
  readonly lines: number;
  readonly records: number;
}

/**
 * Writes items or reads them. Each `code…` function below names the fields of an object once, in their order, for both:
 * a writer writes the value that it is given, and returns it; a reader ignores that, and returns the value that it
 * reads.
 */
interface Codec {
  /** False for a writer, for which no object needs to be made. */
  readonly reads: boolean;
  readonly file: string;
  number(value: number): number;
  text(text: string | undefined): string | undefined;
  /** A line of the file, and the number of a record in it; written as counted from the chunk's beginning. */
  line(line: number): number;
  record(number: number): number;
}

/** Stands for no text. */
const NO_TEXT = -1;

class Writer implements Codec {
  readonly reads = false;
  readonly file = '';
  readonly numbers: number[] = [];
  readonly texts: string[] = [];
  readonly #known = new Map<string, number>();

  number(value: number): number {
    this.numbers.push(value);
    return value;
  }

  line(line: number): number {
    return this.number(line);
  }

  record(number: number): number {
    return this.number(number);
  }

  text(text: string | undefined): string | undefined {
    if (text === undefined) {
      this.numbers.push(NO_TEXT);
      return undefined;
    }
    let index = this.#known.get(text);
    if (index === undefined) {
      index = this.texts.push(text) - 1;
      this.#known.set(text, index);
    }
    this.numbers.push(index);
    return text;
  }
}

class Reader implements Codec {
  readonly reads = true;
  readonly file: string;
  readonly #numbers: Int32Array;
  readonly #texts: readonly string[];
  readonly #before: Before;
  #at = 0;

  constructor({ numbers, texts }: CodedItems, file: string, before: Before) {
    this.file = file;
    this.#numbers = numbers;
    this.#texts = texts;
    this.#before = before;
  }

  get hasMore(): boolean {
    return this.#at < this.#numbers.length;
  }

  number(): number {
    return this.#numbers[this.#at++] ?? 0;
  }

  line(): number {
    return this.#before.lines + this.number();
  }

  record(): number {
    return this.#before.records + this.number();
  }

  text(): string | undefined {
    const index = this.number();
    return index === NO_TEXT ? undefined : this.#texts[index];
  }
}

/** Codes the items of a chunk; the name of their file is left out. */
export function codeItems(items: readonly ChunkItem[]): CodedItems {
  const writer = new Writer();
  for (const item of items) codeItem(writer, item);
  return { numbers: Int32Array.from(writer.numbers), texts: writer.texts };
}

/** The items that `codeItems` coded. @param before how much of the file comes before their chunk */
export function decodeItems(coded: CodedItems, file: string, before: Before): ChunkItem[] {
  const reader = new Reader(coded, file, before);
  const items: ChunkItem[] = [];
  while (reader.hasMore) items.push(codeItem(reader, NO_ITEM));
  return items;
}

const KINDS = ['run', 'record', 'result'] as const satisfies readonly ChunkItem['kind'][];

/** What a reader is given in place of the values that a writer is given. */
const NO_ITEM: ChunkItem = { kind: 'run', scan: 0, first: 0, count: 0, number: 0 };
const NO_RECORD: ChunkRecord = {
  ...{ kind: 'record', start: 0, end: 0, number: 0, line: 0, column: 0 },
  ...{ fault: undefined, isPlain: false, partOf: undefined, found: undefined },
};
const NO_RESULT: ChunkResult = {
  ...{ ...NO_RECORD, kind: 'result', isReadable: false, call: undefined, event: undefined },
  ...{ names: { event: undefined, conversationId: undefined }, valid: false, problems: [], facts: undefined },
};
const NO_FACTS: RecordFacts = {
  ...{ file: '', record: 0, line: 0, column: 0, written: undefined, event: undefined, nearEvent: undefined },
  ...{ conversationId: '', messageId: undefined, userId: undefined },
  ...{ timestamp: undefined, messageCount: undefined, seenOnly: false },
};
const NO_PROBLEM: Problem = {
  ...{ rule: '', severity: 'error', message: '', file: '', record: 0 },
  ...{ line: 0, column: 0, endLine: 0, endColumn: 0, pointer: '', path: '' },
};

const IS_READABLE = 1;
const IS_VALID = 2;
const HAS_FACTS = 4;
const IS_SEEN_ONLY = 8;
const MAY_BE_ANY_EVENT = 16;

function codeItem(codec: Codec, given: ChunkItem): ChunkItem {
  const kind = KINDS[codec.number(KINDS.indexOf(given.kind))];
  if (kind === 'result') return codeResult(codec, given.kind === 'result' ? given : NO_RESULT);
  if (kind === 'record') return codeRecord(codec, given.kind === 'record' ? given : NO_RECORD);
  const run = given.kind === 'run' ? given : (NO_ITEM as typeof given & { kind: 'run' });
  const scan = codec.number(run.scan);
  const first = codec.number(run.first);
  const count = codec.number(run.count);
  return { kind: 'run', scan, first, count, number: codec.record(run.number) };
}

function codeRecord(codec: Codec, record: Omit<ChunkRecord, 'kind'>): ChunkRecord {
  const start = codec.number(record.start);
  const end = codec.number(record.end);
  const number = codec.record(record.number);
  const line = codec.line(record.line);
  const column = codec.number(record.column);
  const isPlain = codec.number(record.isPlain ? 1 : 0) === 1;
  const partOf = codec.text(record.partOf) as ChunkRecord['partOf'];
  const { fault, found } = codeReading(codec, record);
  return { kind: 'record', start, end, number, line, column, fault, isPlain, partOf, found };
}

/** What the reader of a record found, which is nothing for nearly all. */
function codeReading(
  codec: Codec,
  { fault, found }: Pick<ChunkRecord, 'fault' | 'found'>,
): Pick<ChunkRecord, 'fault' | 'found'> {
  const isClean = fault === undefined && found === undefined;
  const text = codec.text(isClean ? undefined : JSON.stringify({ fault, found }));
  return text === undefined ? { fault: undefined, found: undefined } : JSON.parse(text);
}

function codeResult(codec: Codec, result: ChunkResult): ChunkResult {
  const { start, end, number, line, column, fault, isPlain, partOf, found } = codeRecord(codec, result);
  const flags = codec.number(flagsOf(result));
  const call = codec.text(result.call) as Call | undefined;
  const event = codec.text(result.event);
  const names = { event: codec.text(result.names.event), conversationId: codec.text(result.names.conversationId) };
  const facts =
    (flags & HAS_FACTS) === 0
      ? undefined
      : codeFacts(codec, result.facts ?? NO_FACTS, { record: number, line, column }, flags);
  const count = codec.number(result.problems.length);
  const problems: Problem[] = [];
  for (let index = 0; index < count; index++) problems.push(codeProblem(codec, result.problems[index] ?? NO_PROBLEM));
  if (!codec.reads) return result;
  const isReadable = (flags & IS_READABLE) !== 0;
  const valid = (flags & IS_VALID) !== 0;
  return {
    ...{ kind: 'result', start, end, number, line, column, fault, isPlain, partOf, found },
    ...{ isReadable, valid, call, event, names, facts, problems },
  };
}

function flagsOf({ isReadable, valid, facts }: ChunkResult): number {
  return (
    (isReadable ? IS_READABLE : 0) |
    (valid ? IS_VALID : 0) |
    (facts === undefined ? 0 : HAS_FACTS) |
    (facts?.seenOnly === true ? IS_SEEN_ONLY : 0) |
    (facts?.mayBe === undefined ? 0 : MAY_BE_ANY_EVENT)
  );
}

function codeFacts(
  codec: Codec,
  facts: RecordFacts,
  { record, line, column }: Pick<RecordFacts, 'record' | 'line' | 'column'>,
  flags: number,
): RecordFacts {
  const written = codec.text(facts.written);
  const event = codec.text(facts.event);
  const nearEvent = codec.text(facts.nearEvent);
  const conversationId = codec.text(facts.conversationId) ?? '';
  const messageId = codec.text(facts.messageId);
  const userId = codec.text(facts.userId);
  const timestamp = codec.text(facts.timestamp);
  // As a text, since it may have more than 32 bits.
  const count = codec.text(facts.messageCount === undefined ? undefined : String(facts.messageCount));
  const messageCount = count === undefined ? undefined : Number(count);
  const seenOnly = (flags & IS_SEEN_ONLY) !== 0;
  return {
    file: codec.file,
    record,
    line,
    column,
    written,
    event,
    nearEvent,
    conversationId,
    messageId,
    userId,
    timestamp,
    messageCount,
    seenOnly,
    ...((flags & MAY_BE_ANY_EVENT) === 0 ? {} : { mayBe: ALL_KINDS }),
  };
}

function codeProblem(codec: Codec, problem: Problem): Problem {
  const rule = codec.text(problem.rule) ?? '';
  const severity = codec.text(problem.severity) as Severity;
  const message = codec.text(problem.message) ?? '';
  const hint = codec.text(problem.hint);
  const record = codec.record(problem.record);
  const line = codec.line(problem.line);
  const column = codec.number(problem.column);
  const endLine = codec.line(problem.endLine);
  const endColumn = codec.number(problem.endColumn);
  const pointer = codec.text(problem.pointer) ?? '';
  const path = codec.text(problem.path) ?? '';
  const event = codec.text(problem.event);
  const conversationId = codec.text(problem.conversationId);
  if (!codec.reads) return problem;
  const { file } = codec;
  const read: Writable<Problem> =
    hint === undefined
      ? { rule, severity, message, file, record, line, column, endLine, endColumn, pointer, path }
      : { rule, severity, message, hint, file, record, line, column, endLine, endColumn, pointer, path };
  if (event !== undefined) read.event = event;
  if (conversationId !== undefined) read.conversationId = conversationId;
  return read;
}
