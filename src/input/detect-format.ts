import { explainSyntax } from '../record/explain-syntax.js';
import { parses } from '../record/parses.js';
import { isObject } from '../record/record.js';
import { DocumentSplitter } from './split-document.js';
import { LineSplitter } from './split-lines.js';

/** How the records of a file are found: one or more on each line, or in one JSON document. */
export type Layout = 'lines' | 'document';

/** The first lines of a text that are not blank, as far as they are complete (or the text is). */
function firstLines(text: string, atEnd: boolean, count: number): string[] {
  const lines = text.split('\n', 10_000);
  if (!atEnd && lines.length < 10_000) lines.pop();
  return lines.filter((line) => /[^ \t\r]/.test(line)).slice(0, count);
}

function isPrefix(text: string): boolean {
  return explainSyntax(text)?.fault === 'truncated';
}

/** Distinguishes an array from a log line such as `[2024-05-15 15:00:00] INFO ready`. */
function detectArray(text: string, atEnd: boolean): Layout | undefined {
  const second = /^[ \t\r\n]*\[[ \t\r\n]*([^ \t\r\n])/.exec(text)?.[1];
  if (second === undefined) return atEnd ? 'document' : undefined;
  if ('{[],"'.includes(second)) return 'document';
  const [line] = firstLines(text, atEnd, 1);
  if (line === undefined) return undefined;
  const error = explainSyntax(line);
  return error === undefined || error.fault === 'truncated' ? 'document' : 'lines';
}

/** The layout of a text that begins with an object, by its first two lines. */
function detectObject(text: string, atEnd: boolean): Layout | undefined {
  const [line, next] = firstLines(text, atEnd, 2);
  if (line === undefined) return atEnd ? 'document' : undefined;
  const error = explainSyntax(line);
  // A whole record on the first line is the same either way; only a batch body waits for what follows it.
  if (error === undefined && !('batch' in JSON.parse(line))) return 'lines';
  if (next === undefined) return atEnd ? 'document' : undefined;
  if (error === undefined) return 'lines';
  const beginsObject = next.trimStart().startsWith('{');
  if (error.fault !== 'truncated') return line.trimEnd().endsWith('}') || beginsObject ? 'lines' : 'document';
  const both = explainSyntax(`${line}\n${next}`);
  const goesOn = both === undefined || both.fault === 'truncated';
  return goesOn || !beginsObject ? 'document' : 'lines';
}

/**
 * Detects the layout of a text by its beginning; undefined if more of it is needed. `atEnd`: whether `text` is all there is, or all
 * that will be looked at.
 */
export function detectLayout(text: string, atEnd: boolean): Layout | undefined {
  const first = /[^ \t\r\n]/.exec(text)?.[0];
  if (first === undefined) return atEnd ? 'lines' : undefined;
  if (first === '[') return detectArray(text, atEnd);
  return first === '{' ? detectObject(text, atEnd) : 'lines';
}

/**
 * The layout of a text whose first line is so long that its end is not in sight: a batch body is a document, anything else
 * is read as lines.
 */
export function layoutOfLongLine(text: string): Layout {
  return /^\s*\{[^{]*"batch"\s*:\s*\[/.test(text.slice(0, 1000)) ? 'document' : 'lines';
}

/** Whether a file that should hold a record a line starts as if it were one pretty-printed document. */
export function startsLikeDocument(text: string, atEnd: boolean): boolean | undefined {
  const [line] = firstLines(text, atEnd, 1);
  if (line === undefined) return atEnd ? false : undefined;
  return isPrefix(line);
}

function parsesAsObject(bytes: Buffer): boolean {
  const text = bytes.toString();
  if (!text.trimStart().startsWith('{') || !text.trimEnd().endsWith('}')) return false;
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Finds out whether a text parses whole as JSON documents while none of its lines is an object. */
export class DocumentProbe {
  readonly #lines: LineSplitter;
  readonly #document: DocumentSplitter;
  #failed = false;
  #lineCount = 0;

  constructor(maxRecordSize: number) {
    this.#lines = new LineSplitter({ file: '', maxRecordSize });
    this.#document = new DocumentSplitter({ file: '', maxRecordSize });
  }

  /** True as soon as it is known that the text is not such a one. */
  get failed(): boolean {
    return this.#failed;
  }

  push(chunk: Buffer): void {
    this.#look(this.#lines.push(chunk), this.#document.push(chunk));
  }

  /** Ends the text; returns whether it is such a one. */
  end(): boolean {
    this.#look(this.#lines.end(), this.#document.end());
    return !this.#failed && this.#lineCount > 1;
  }

  #look(lines: ReturnType<LineSplitter['push']>, elements: ReturnType<LineSplitter['push']>): void {
    this.#lineCount += lines.length;
    this.#failed ||=
      lines.some(({ bytes }) => parsesAsObject(bytes)) ||
      elements.some(({ bytes, fault }) => (fault === undefined ? !parses(bytes) : fault.kind !== 'too-large'));
  }
}
