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
  /** True if it is known to be the JSON of an object, in UTF-8, without any finding of the rules about JSON. */
  readonly isPlain?: boolean;
  /** What the reader found wrong; the bytes are then not looked at. */
  readonly fault?: ReadFault;
  /** What holds it beside others. Left out for a line or a document by itself. */
  readonly partOf?: Holder;
  /** Findings about the way it came, beside those in its text. */
  readonly found?: readonly Finding[];
}

/** What holds several records: an array, the batch of a captured body, which may be an element of an array, or a line with several values. */
export type Holder = 'array' | 'batch' | 'batch-in-array' | 'line';

/** Why a reader could not make a record of what it read. */
export type ReadFault =
  | { readonly kind: 'too-large'; readonly size: number; readonly limit: number }
  // Nothing of it was kept, for the reason in `found`.
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

/** Whether a value is an object, and neither an array nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
