import { createCheck } from './check/check-record.js';
import type { RuleSetting } from './check/rule-levels.js';
import { ruleLevels } from './check/rule-levels.js';
import type { Level, Problem } from './problem/problem.js';
import { builtInRegistry } from './schema/registry.js';

/** How a validator judges. */
export interface ValidatorOptions {
  /** Levels by rule id or glob, applied in their order: `{ 'track/*': 'off' }`. Default: none. */
  readonly rules?: Readonly<Record<string, Level>>;
  /** Whether messages may show the values at fault. Default: false. */
  readonly showValues?: boolean;
  /** What problems call the file. Default: `record`. */
  readonly file?: string;
}

/** The verdict on one record. */
export interface Verdict {
  /** True if none of the problems is an error. */
  readonly valid: boolean;
  /** In the order of their places. Lines and columns are those of the text; of an object, those of its compact JSON. */
  readonly problems: readonly Problem[];
}

/**
 * Judges one record: an object, or its JSON as text or UTF-8 bytes. Never throws for what text or bytes hold.
 * @throws {TypeError} for an object that JSON.stringify cannot write, such as one that holds itself.
 */
export type Validator = (record: object | string | Uint8Array) => Verdict;

function toBytes(record: object | string | Uint8Array): Buffer {
  if (record instanceof Uint8Array) return Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  return Buffer.from(typeof record === 'string' ? record : JSON.stringify(record));
}

/** Makes a validator with the schemas and rules of the AI copilot spec: the verdicts of `copilot-events validate`. */
export function createValidator({ rules = {}, showValues = false, file = 'record' }: ValidatorOptions = {}): Validator {
  const settings: RuleSetting[] = Object.entries(rules).map(([glob, level]) => ({ glob, level }));
  const check = createCheck({
    registry: builtInRegistry(),
    levelOf: ruleLevels(settings),
    now: Date.now,
    showValues,
  });
  let number = 0;
  return (record) => {
    number++;
    const { valid, problems } = check({ file, number, bytes: toBytes(record), line: 1, column: 1 });
    return { valid, problems };
  };
}
