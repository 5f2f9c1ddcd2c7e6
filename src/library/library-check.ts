import type { CheckOptions, CheckRecord } from '../check/check-record.js';
import { createCheck } from '../check/check-record.js';
import type { RuleSetting } from '../check/rule-levels.js';
import { ruleLevels, ruleSettingFault } from '../check/rule-levels.js';
import type { JsonInput } from '../own-events/given-registry.js';
import { givenRegistry } from '../own-events/given-registry.js';
import type { Level } from '../problem/problem.js';
import { builtInRegistry } from '../schema/registry.js';

/** The options of a check. */
export interface LibraryCheckOptions {
  /**
   * Your own schemas: paths of files and directories, `file:` URLs, or the schemas as objects; one, or a list. Each describes
   * an event or a call; see the guide on own events. Default: none, only the built-in ones.
   */
  readonly schemas?: JsonInput | readonly JsonInput[];
  /** A Segment tracking plan to check as well: its path, its `file:` URL, or the plan as an object. Default: none. */
  readonly trackingPlan?: JsonInput;
  /** Levels by rule id or glob, applied in their order: `{ 'track/*': 'off' }`. Default: none. */
  readonly rules?: Readonly<Record<string, Level>>;
  /** Whether messages may show the values at fault. Default: false. */
  readonly showValues?: boolean;
}

function ruleSetting([glob, level]: [string, Level]): RuleSetting {
  const fault = ruleSettingFault(glob, level);
  if (fault !== undefined) {
    const what = fault.kind === 'unknown-level' ? `rules['${glob}'] is ${JSON.stringify(level)}` : fault.message;
    throw new TypeError(`${what}; ${fault.hint}`);
  }
  return { glob, level };
}

/**
 * What the checks of the whole library are made from: the same as those of `copilot-events validate`.
 * @throws {TypeError} for a rule that does not exist, or an unknown level; {Failure} for a schema or a plan that cannot be read
 * or is broken.
 */
export function libraryParts(options: LibraryCheckOptions): Required<CheckOptions> {
  const { rules = {}, showValues = false, schemas, trackingPlan } = options;
  const levelOf = ruleLevels(Object.entries(rules).map(ruleSetting));
  const isOwn = schemas !== undefined || trackingPlan !== undefined;
  const registry = isOwn ? givenRegistry(options) : builtInRegistry();
  return { registry, levelOf, now: Date.now, showValues };
}

/** Makes the check of one record. @throws as `libraryParts` does. */
export function libraryCheck(options: LibraryCheckOptions): CheckRecord {
  return createCheck(libraryParts(options));
}
