/** How bad a problem is. An error makes its record invalid; a warning does not. */
export type Severity = 'error' | 'warning';

/** What a rule is set to. */
export type Level = Severity | 'off';

/** A stretch of text within one record: UTF-16 offsets from the record's first character, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What reports call standard input, unless it is given the name of a file. */
export const STDIN_FILE = '<stdin>';

/** Whether a file's name stands for a stream, such as `<stdin>`, which cannot be opened. */
export function isStream(file: string): boolean {
  return file.startsWith('<') && file.endsWith('>');
}

/**
 * A stretch of a file. All numbers are 1-based; columns count UTF-16 units, as editors and SARIF do; the end column is
 * the one after the last character.
 */
export interface Place {
  /** The file as the user named it, or `<stdin>`. */
  readonly file: string;
  /** The record's number within the file. */
  readonly record: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where a record begins: all that is known about records that are no longer in memory. */
export type RecordStart = Pick<Place, 'file' | 'record' | 'line' | 'column'>;

/** Another place that a problem refers to, such as the one where an id was first seen. */
export interface RelatedPlace extends Place {
  readonly message: string;
}

/** A problem as it is reported. `schemas/report.schema.json` describes it for other programs. */
export interface Problem extends Place {
  /** The rule's id, such as `schema/required`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** RFC 6901, naming the field, even one that is missing; "" for the record as a whole. */
  readonly pointer: string;
  /** The pointer as people write it: `properties.items[2].id`. */
  readonly path: string;
  readonly event?: string;
  readonly conversationId?: string;
  readonly related?: readonly RelatedPlace[];
}
