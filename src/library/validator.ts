import type { Problem } from '../problem/problem.js';
import { DEPTH_LIMIT } from '../record/parse-record.js';
import type { RawRecord } from '../record/record.js';
import { CHECK_OPTIONS } from './check-options.js';
import type { LibraryCheckOptions } from './library-check.js';
import { libraryCheck } from './library-check.js';
import { refuseUnknownOptions } from './refuse-unknown-options.js';

/** The options of `createValidator`. */
export interface ValidatorOptions extends LibraryCheckOptions {
  /** The file's name in problems. Default: `record`. */
  readonly file?: string;
}

/** The result for one record. */
export interface ValidationResult {
  /** True if none of the problems is an error. */
  readonly valid: boolean;
  /** In the order of their places. Lines and columns are those of the text, or of the compact JSON of an object. */
  readonly problems: readonly Problem[];
}

/**
 * Checks one record: an object, as the JSON that would be sent of it, or JSON as text or UTF-8 bytes. Never throws for
 * the record: a record that cannot be read, or written as JSON, has a problem.
 */
export type Validator = (record: unknown) => ValidationResult;

/** A text of this length cannot be nested deeper than a record may be: each level takes two characters. */
const MAX_PLAIN_LENGTH = 2 * DEPTH_LIMIT;

/** What the rules about JSON look at in text that JSON.stringify wrote: escapes of surrogates, exponents and long numbers. */
const NOT_PLAIN = /\\ud|\d[eE]|\d{16}/;

type Written = Pick<RawRecord, 'bytes' | 'isPlain' | 'fault'>;

/** The record's bytes; a fault for a value without JSON: a function, a BigInt, an object that contains itself. */
export function written(record: unknown): Written {
  if (record instanceof Uint8Array) return { bytes: Buffer.from(record.buffer, record.byteOffset, record.byteLength) };
  if (typeof record === 'string') return { bytes: Buffer.from(record) };
  try {
    const text: string | undefined = JSON.stringify(record);
    if (text !== undefined) {
      const isPlain = text.length <= MAX_PLAIN_LENGTH && text.startsWith('{') && !NOT_PLAIN.test(text);
      return { bytes: Buffer.from(text), isPlain };
    }
  } catch {
    // It has no JSON.
  }
  return { bytes: Buffer.alloc(0), fault: { kind: 'not-writable' } };
}

/**
 * Makes a validator with the schemas and rules of the AI copilot spec and your own, as in `copilot-events validate`.
 * @throws {TypeError} for an unknown option, rule or level; {Failure} for a schema or a plan that cannot be read or is broken.
 */
export function createValidator(options: ValidatorOptions = {}): Validator {
  refuseUnknownOptions(options, [...CHECK_OPTIONS, 'file']);
  const { file = 'record' } = options;
  const check = libraryCheck(options);
  let number = 0;
  return (record) => {
    number++;
    const { valid, problems } = check({ file, number, line: 1, column: 1, ...written(record) });
    return { valid, problems };
  };
}
