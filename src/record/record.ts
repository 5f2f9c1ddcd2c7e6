import type { Finding } from '../problem/finding.js';

/** One record as it was read: its bytes and where they stand. */
export interface RawRecord {
  /** Always left out: the other items of a batch have a kind. */
  readonly kind?: undefined;
  /** The file as problems name it. */
  readonly file: string;
  /** 1-based, within the file. */
  readonly number: number;
  /** Its bytes, without a line's ending. They stay as they are until the batch that it came with is done with. */
  readonly bytes: Buffer;
  /** 1-based line and column (UTF-16 units) of the first byte. */
  readonly line: number;
  readonly column: number;
  /** How many bytes of the file's text (unpacked, without a byte order mark) lie before its first one, where a reader counts. */
  readonly offset?: number;
  /** True if it is known to be the JSON of an object, in UTF-8, of which no rule about JSON has anything to say. */
  readonly isPlain?: boolean;
  /** What the reader found wrong, so that the bytes say nothing more. */
  readonly fault?: ReadFault;
  /** What holds it beside others: an array, or a line with several values. Left out for a line or a document by itself. */
  readonly partOf?: 'array' | 'line';
  /** What is wrong with the way it came, whatever its text says. */
  readonly found?: readonly Finding[];
}

/** Why a reader could not make a record of what it read. */
export type ReadFault =
  | { readonly kind: 'too-large'; readonly size: number; readonly limit: number }
  // Nothing of it was kept; `found` says why.
  | { readonly kind: 'not-kept' }
  | { readonly kind: 'not-writable' }
  | { readonly kind: SplitFault };

/** What is wrong between the records, where no record's own text shows it. */
export type SplitFault =
  | 'broken-batch'
  | 'document-among-lines'
  | 'document-not-closed'
  | 'missing-comma'
  | 'missing-value'
  | 'repeated-batch'
  | 'second-document'
  | 'trailing-comma';

/** A JSON object, as JSON.parse builds it. */
export type JsonObject = { readonly [key: string]: unknown };

/** Tells an object from arrays, null and the rest. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
