/** One record as it was read: its bytes and where they stand. */
export interface RawRecord {
  /** The file as problems name it. */
  readonly file: string;
  /** 1-based, within the file. */
  readonly number: number;
  /** Its bytes, without a line's ending. They belong to the record: nobody overwrites them. */
  readonly bytes: Buffer;
  /** 1-based line and column (UTF-16 units) of the first byte. */
  readonly line: number;
  readonly column: number;
  /** What the reader found wrong, so that the bytes say nothing more. */
  readonly fault?: ReadFault;
  /** True for an element of an array, false for a line or a whole document. */
  readonly inArray?: boolean;
}

/** Why a reader could not make a record of what it read. */
export type ReadFault =
  | { readonly kind: 'too-large'; readonly size: number; readonly limit: number }
  | { readonly kind: 'not-writable' }
  | { readonly kind: SplitFault };

/** What is wrong between the records, where no record's own text shows it. */
export type SplitFault =
  | 'broken-batch'
  | 'document-among-lines'
  | 'document-not-closed'
  | 'missing-comma'
  | 'missing-value'
  | 'second-document'
  | 'trailing-comma';

/** A JSON object, as JSON.parse builds it. */
export type JsonObject = { readonly [key: string]: unknown };

/** Tells an object from arrays, null and the rest. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
