import type { Problem } from '../problem/problem.js';
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

/** The record's bytes; undefined for a value without JSON: a function, a BigInt, an object that contains itself. */
function toBytes(record: unknown): Buffer | undefined {
  if (record instanceof Uint8Array) return Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  if (typeof record === 'string') return Buffer.from(record);
  try {
    const text: string | undefined = JSON.stringify(record);
    return text === undefined ? undefined : Buffer.from(text);
  } catch {
    return undefined;
  }
}

/**
 * Makes a validator with the schemas and rules of the AI copilot spec, as in `copilot-events validate`.
 * @throws {TypeError} for an unknown option, rule or level.
 */
export function createValidator(options: ValidatorOptions = {}): Validator {
  refuseUnknownOptions(options, ['rules', 'showValues', 'file']);
  const { file = 'record' } = options;
  const check = libraryCheck(options);
  let number = 0;
  return (record) => {
    number++;
    const bytes = toBytes(record);
    const place = { file, number, line: 1, column: 1 };
    const { valid, problems } = check(
      bytes === undefined ? { ...place, bytes: Buffer.alloc(0), fault: { kind: 'not-writable' } } : { ...place, bytes },
    );
    return { valid, problems };
  };
}
