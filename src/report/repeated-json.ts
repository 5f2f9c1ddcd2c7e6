import type { RepeatedProblem, RepeatedRecord, RepeatedResult } from '../check/repeated-record.js';
import { isShown } from '../check/repeated-record.js';
import { NAME_LIMIT } from '../text/safe-name.js';
import type { ByteBlock } from './byte-block.js';
import type { ProblemParts } from './problem-json.js';

/** The JSON of problems that differ in their files, records, places and conversations only, without these. */
export interface JsonTemplate {
  readonly beginning: Buffer;
  readonly end: Buffer;
}

/** What such a problem has of its own. */
export interface OwnParts {
  record: number;
  line: number;
  column: number;
  endColumn: number;
  /** The bytes that hold the id of its conversation, from `idFrom` up to `idTo`; an empty one is left out. See `isPlainId`. */
  ids: Uint8Array;
  idFrom: number;
  idTo: number;
}

const QUOTE = 0x22;
const NUMBER_SIGN = 0x23;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TILDE = 0x7e;

const LINE = Buffer.from(',"line":');
const COLUMN = Buffer.from(',"column":');
const END_LINE = Buffer.from(',"endLine":');
const END_COLUMN = Buffer.from(',"endColumn":');
const CONVERSATION = Buffer.from(',"conversationId":"');
const QUOTE_AND_END = Buffer.from('"}');
const END = Buffer.from('}');

/** Room for keys and numbers. */
const OTHER_BYTES = 200;

/** How many templates are kept: texts from the log are part of them. */
const MAX_TEMPLATES = 4000;

/** Parts of a problem before there is one. */
export function noParts(): OwnParts {
  return { record: 0, line: 0, column: 0, endColumn: 0, ids: new Uint8Array(), idFrom: 0, idTo: 0 };
}

/** The templates of problems, by number. */
export class JsonTemplates {
  readonly #parts: ProblemParts;
  readonly #templates: JsonTemplate[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<RepeatedResult, readonly number[]>();
  readonly #own = noParts();

  constructor(parts: ProblemParts) {
    this.#parts = parts;
  }

  /**
   * Calls `add` with each problem of a record that is shown: the number of its template, and what it has of its own, until the next one.
   * @returns false, without a call, if they cannot be written by templates: there are too many, the problems are in another order, or
   *   the id is shown in another way
   */
  each(record: RepeatedRecord, errorsOnly: boolean, add: (template: number, own: OwnParts) => void): boolean {
    const own = this.#own;
    const { shared } = record;
    const numbers = this.#known.get(shared) ?? this.#learn(shared);
    if (numbers === undefined || !setRecord(record, own)) return false;
    const { problems } = shared;
    for (let index = 0; index < problems.length; index++) {
      const problem = problems[index] as RepeatedProblem;
      if (!isShown(problem, errorsOnly)) continue;
      own.column = record.columnOf(problem);
      own.endColumn = record.endColumnOf(problem);
      add(numbers[index] as number, own);
    }
    return true;
  }

  get(number: number): JsonTemplate {
    return this.#templates[number] as JsonTemplate;
  }

  /** The numbers of the templates of the problems that records share, in their order; undefined if there are too many templates. */
  #learn(shared: RepeatedResult): readonly number[] | undefined {
    const numbers: number[] = [];
    for (const { problem } of shared.problems) {
      const [beginning, end] = [this.#parts.beginning(problem), this.#parts.end(problem)];
      const text = `${beginning}${end}`;
      let number = this.#numbers.get(text);
      if (number === undefined) {
        if (this.#templates.length === MAX_TEMPLATES) return undefined;
        number = this.#templates.push({ beginning: Buffer.from(beginning), end: Buffer.from(end) }) - 1;
        this.#numbers.set(text, number);
      }
      numbers.push(number);
    }
    this.#known.set(shared, numbers);
    return numbers;
  }
}

/**
 * Writes what all problems of a record have of their own.
 * @returns false if they are in another order, or the id is shown in another way
 */
function setRecord({ run, index, isInOrder }: RepeatedRecord, own: OwnParts): boolean {
  const idFrom = run.startOf(index, 'conversationId');
  const idTo = idFrom + run.lengthOf(index, 'conversationId');
  if (!isInOrder || !isPlainId(run.chunk, idFrom, idTo)) return false;
  own.record = run.numberOf(index);
  own.line = run.lineOf(index);
  own.ids = run.chunk;
  own.idFrom = idFrom;
  own.idTo = idTo;
  return true;
}

/** Whether an id is shown, and written as JSON, by the bytes that it has in the log. */
export function isPlainId(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > NAME_LIMIT) return false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte < SPACE || byte > TILDE || byte === QUOTE || byte === NUMBER_SIGN || byte === BACKSLASH) return false;
  }
  return true;
}

/** Adds the JSON of a problem to a block. @param file that of its file; see `ProblemParts` */
export function addRepeated(block: ByteBlock, { beginning, end }: JsonTemplate, file: Buffer, own: OwnParts): void {
  const { record, line, column, endColumn, ids, idFrom, idTo } = own;
  block.reserve(beginning.length + file.length + end.length + idTo - idFrom + OTHER_BYTES);
  block.add(beginning);
  block.add(file);
  block.addNumber(record);
  block.add(LINE);
  block.addNumber(line);
  block.add(COLUMN);
  block.addNumber(column);
  block.add(END_LINE);
  block.addNumber(line);
  block.add(END_COLUMN);
  block.addNumber(endColumn);
  block.add(end);
  if (idTo === idFrom) {
    block.add(END);
    return;
  }
  block.add(CONVERSATION);
  block.addRange(ids, idFrom, idTo);
  block.add(QUOTE_AND_END);
}
