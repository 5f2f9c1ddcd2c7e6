import type { Validator, ValidatorOptions } from './index.js';
import { createValidator, validateRecords } from './index.js';
import { CHECK_OPTIONS } from './library/check-options.js';
import { levelsOfCalls } from './library/levels-of-calls.js';
import { eventText, problemLines } from './library/problem-text.js';
import { refuseUnknownOptions } from './library/refuse-unknown-options.js';
import { countOf } from './text/count.js';
import { valueKind } from './text/value-kind.js';

export type {
  CheckedEvent,
  EventQuery,
  ListenClient,
  ListenClientOptions,
  ListenSummary,
  WaitOptions,
} from './listen-client.js';
export { listenClient } from './listen-client.js';

/** The options of a matcher. */
export type MatcherOptions = Omit<ValidatorOptions, 'file'>;

/** The matchers of `expect(...)` after `expect.extend(copilotMatchers)`. */
export interface CopilotMatchers<R = void> {
  /**
   * Passes if the event has no error: an object as it is passed to Segment, or JSON as text or bytes. Warnings pass;
   * `{ rules: { '*': 'error' } }` turns them into errors.
   */
  toBeValidCopilotEvent(options?: MatcherOptions): R;
  /**
   * Passes if there are events, and none of them has an error: an array or another iterable. The rules across records count
   * them as one log; as they warn by default, `{ rules: { 'conversation/*': 'error' } }` makes them fail.
   */
  toBeValidCopilotEvents(options?: MatcherOptions): R;
}

/** The result of a matcher, in the form of vitest and jest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

const BY_DEFAULT: MatcherOptions = {};

/** The validators by their options, so that schemas are compiled once where a suite keeps its options in a constant. */
const validators = new WeakMap<MatcherOptions, Validator>();

/** The options of a check of calls, which need no type. @throws {TypeError} for an unknown option. */
function checkOptions(options: MatcherOptions): ValidatorOptions {
  refuseUnknownOptions(options, CHECK_OPTIONS);
  return { ...options, rules: levelsOfCalls(options.rules) };
}

function validatorFor(options: MatcherOptions): Validator {
  const known = validators.get(options) ?? createValidator(checkOptions(options));
  validators.set(options, known);
  return known;
}

function result(pass: boolean, lines: () => readonly string[]): MatcherResult {
  return { pass, message: () => lines().join('\n') };
}

function toBeValidCopilotEvent(received: unknown, options: MatcherOptions = BY_DEFAULT): MatcherResult {
  const { valid, problems } = validatorFor(options)(received);
  const name = eventText(problems, 'the event');
  return result(valid, () =>
    valid
      ? ['expected an invalid event, but it is valid']
      : [
          `expected a valid event, but ${name} has ${countOf(problems.length, 'problem')}:`,
          '',
          ...problemLines(problems),
        ],
  );
}

/** How many of the invalid events a message shows. */
const SHOWN_EVENTS = 5;

function toBeValidCopilotEvents(received: unknown, options: MatcherOptions = BY_DEFAULT): MatcherResult {
  if (typeof received !== 'object' || received === null || !(Symbol.iterator in received)) {
    return result(false, () => [`expected an array of events, not ${valueKind(received)}`]);
  }
  const results = validateRecords(received as Iterable<unknown>, checkOptions(options));
  // A test without events has not tested anything.
  if (results.length === 0) return result(false, () => ['expected events, but there are none']);
  const invalid = [...results.entries()].filter(([, { valid }]) => !valid);
  const count = countOf(results.length, 'event');
  return result(invalid.length === 0, () =>
    invalid.length === 0
      ? [`expected an invalid event among ${count}, but all are valid`]
      : [
          `expected ${count}, all valid, but ${invalid.length} ${invalid.length === 1 ? 'is' : 'are'} not:`,
          ...invalid
            .slice(0, SHOWN_EVENTS)
            .flatMap(([index, { problems }]) => [
              '',
              `[${index}] ${eventText(problems, 'an event')}`,
              ...problemLines(problems),
            ]),
          ...(invalid.length > SHOWN_EVENTS ? ['', `and ${countOf(invalid.length - SHOWN_EVENTS, 'more event')}`] : []),
        ],
  );
}

/**
 * Matchers for vitest and jest: `expect.extend(copilotMatchers)`, once, in a setup file. Their messages name the field,
 * the problem and the fix, and show no message body.
 */
export const copilotMatchers = { toBeValidCopilotEvent, toBeValidCopilotEvents };

// The assertions of vitest extend those of chai, whose declaration, unlike vitest's own, is the same in all versions.
// The directives are for projects that have only one of the two: a module that is not installed cannot be augmented.
declare global {
  namespace Chai {
    interface Assertion extends CopilotMatchers {}
  }
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters have to be those of jest's own declaration
    interface Matchers<R, T = {}> extends CopilotMatchers<R> {}
    interface Expect extends CopilotMatchers {}
  }
}

// biome-ignore lint/suspicious/noTsIgnore: there is an error in some projects only
/** @ts-ignore */
declare module 'vitest' {
  interface AsymmetricMatchersContaining extends CopilotMatchers {}
}

// biome-ignore lint/suspicious/noTsIgnore: there is an error in some projects only
/** @ts-ignore */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends CopilotMatchers<R> {}
  interface AsymmetricMatchers extends CopilotMatchers {}
}
