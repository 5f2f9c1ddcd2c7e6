import type { RecordFacts } from '../../conversations/record-facts.js';
import type { Problem, Severity } from '../../problem/problem.js';
import type { ReadFault } from '../../record/record.js';
import type { Call } from '../../schema/event-schema.js';
import type { ChunkItem, RemainingRecord } from './chunk-results.js';

/**
 * What a chunk holds, as numbers, and the texts that they name, each once. Problems say the same again and again: as objects, or as
 * JSON, to hand them from thread to thread takes longer than to find them.
 */
export interface CodedItems {
  readonly numbers: Int32Array<ArrayBuffer>;
  readonly texts: readonly string[];
}

/** Stands for no text. */
const NO_TEXT = -1;

const RUN = 0;
const LEFT = 1;
const VERDICT = 2;

/** What a flag of a verdict says. */
const IS_READABLE = 1;
const IS_VALID = 2;
const HAS_FACTS = 4;
const IS_SEEN_ONLY = 8;

class Writer {
  readonly numbers: number[] = [];
  readonly texts: string[] = [];
  readonly #known = new Map<string, number>();

  number(value: number): void {
    this.numbers.push(value);
  }

  text(text: string | undefined): void {
    if (text === undefined) {
      this.numbers.push(NO_TEXT);
      return;
    }
    let index = this.#known.get(text);
    if (index === undefined) {
      index = this.texts.push(text) - 1;
      this.#known.set(text, index);
    }
    this.numbers.push(index);
  }
}

/** Codes the items of a chunk; of their file nothing is told. */
export function codeItems(items: readonly ChunkItem[]): CodedItems {
  const writer = new Writer();
  for (const item of items) writeItem(writer, item);
  return { numbers: Int32Array.from(writer.numbers), texts: writer.texts };
}

function writeItem(writer: Writer, item: ChunkItem): void {
  if (item.kind === 'run') {
    for (const value of [RUN, item.scan, item.first, item.count, item.number]) writer.number(value);
    return;
  }
  writer.number(item.kind === 'left' ? LEFT : VERDICT);
  writer.number(item.start);
  writer.number(item.end);
  writer.number(item.number);
  writer.number(item.line);
  writer.number(item.column);
  writer.number(item.isPlain ? 1 : 0);
  writer.text(item.fault === undefined ? undefined : JSON.stringify(item.fault));
  if (item.kind === 'left') return;
  const { facts } = item;
  writer.number(
    (item.isReadable ? IS_READABLE : 0) |
      (item.valid ? IS_VALID : 0) |
      (facts === undefined ? 0 : HAS_FACTS) |
      (facts?.seenOnly === true ? IS_SEEN_ONLY : 0),
  );
  writer.text(item.call);
  writer.text(item.event);
  writer.text(item.names.event);
  writer.text(item.names.conversationId);
  if (facts !== undefined) {
    writer.text(facts.event);
    writer.text(facts.nearEvent);
    writer.text(facts.conversationId);
    writer.text(facts.messageId);
    writer.text(facts.userId);
    writer.text(facts.timestamp);
    writer.text(facts.messageCount === undefined ? undefined : String(facts.messageCount));
  }
  writer.number(item.problems.length);
  for (const problem of item.problems) writeProblem(writer, problem);
}

function writeProblem(writer: Writer, problem: Problem): void {
  writer.text(problem.rule);
  writer.text(problem.severity);
  writer.text(problem.message);
  writer.text(problem.hint);
  writer.number(problem.record);
  writer.number(problem.line);
  writer.number(problem.column);
  writer.number(problem.endLine);
  writer.number(problem.endColumn);
  writer.text(problem.pointer);
  writer.text(problem.path);
  writer.text(problem.event);
  writer.text(problem.conversationId);
}

/** Reads what `codeItems` wrote, of a chunk of a file in which `before` was counted already. */
export class ItemReader {
  readonly #numbers: Int32Array;
  readonly #texts: readonly string[];
  readonly #file: string;
  readonly #lines: number;
  readonly #records: number;
  #at = 0;

  constructor(coded: CodedItems, file: string, before: { readonly lines: number; readonly records: number }) {
    this.#numbers = coded.numbers;
    this.#texts = coded.texts;
    this.#file = file;
    this.#lines = before.lines;
    this.#records = before.records;
  }

  /** All items. */
  items(): ChunkItem[] {
    const items: ChunkItem[] = [];
    while (this.#at < this.#numbers.length) items.push(this.#item());
    return items;
  }

  #item(): ChunkItem {
    const code = this.#number();
    if (code === RUN) {
      const scan = this.#number();
      const first = this.#number();
      const count = this.#number();
      return { kind: 'run', scan, first, count, number: this.#records + this.#number() };
    }
    const start = this.#number();
    const end = this.#number();
    const number = this.#records + this.#number();
    const line = this.#lines + this.#number();
    const column = this.#number();
    const isPlain = this.#number() === 1;
    const faultText = this.#text();
    const fault = faultText === undefined ? undefined : (JSON.parse(faultText) as ReadFault);
    return code === LEFT
      ? { kind: 'left', start, end, number, line, column, fault, isPlain }
      : this.#verdict({ start, end, number, line, column, fault, isPlain });
  }

  #verdict({ start, end, number, line, column, fault, isPlain }: Omit<RemainingRecord, 'kind'>): ChunkItem {
    const flags = this.#number();
    const call = this.#text() as Call | undefined;
    const event = this.#text();
    const names = { event: this.#text(), conversationId: this.#text() };
    const facts = (flags & HAS_FACTS) === 0 ? undefined : this.#facts(number, line, column, flags);
    const problems: Problem[] = [];
    for (let left = this.#number(); left > 0; left--) problems.push(this.#problem());
    return {
      kind: 'verdict',
      start,
      end,
      number,
      line,
      column,
      fault,
      isPlain,
      isReadable: (flags & IS_READABLE) !== 0,
      valid: (flags & IS_VALID) !== 0,
      call,
      event,
      names,
      facts,
      problems,
    };
  }

  #facts(record: number, line: number, column: number, flags: number): RecordFacts {
    const event = this.#text();
    const nearEvent = this.#text();
    const conversationId = this.#text() ?? '';
    const messageId = this.#text();
    const userId = this.#text();
    const timestamp = this.#text();
    const count = this.#text();
    return {
      file: this.#file,
      record,
      line,
      column,
      event,
      nearEvent,
      conversationId,
      messageId,
      userId,
      timestamp,
      messageCount: count === undefined ? undefined : Number(count),
      seenOnly: (flags & IS_SEEN_ONLY) !== 0,
    };
  }

  #problem(): Problem {
    const rule = this.#text() ?? '';
    const severity = this.#text() as Severity;
    const message = this.#text() ?? '';
    const hint = this.#text();
    const place = {
      file: this.#file,
      record: this.#records + this.#number(),
      line: this.#lines + this.#number(),
      column: this.#number(),
      endLine: this.#lines + this.#number(),
      endColumn: this.#number(),
    };
    const pointer = this.#text() ?? '';
    const path = this.#text() ?? '';
    const event = this.#text();
    const conversationId = this.#text();
    return {
      rule,
      severity,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...place,
      pointer,
      path,
      ...(event === undefined ? {} : { event }),
      ...(conversationId === undefined ? {} : { conversationId }),
    };
  }

  #number(): number {
    return this.#numbers[this.#at++] ?? 0;
  }

  #text(): string | undefined {
    const index = this.#number();
    return index === NO_TEXT ? undefined : this.#texts[index];
  }
}
