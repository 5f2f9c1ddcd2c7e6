import type { Problem, ValidationResult, ValidatorOptions } from './index.js';
import { createValidator } from './index.js';
import { eventText, problemLines } from './library/problem-text.js';
import { refuseUnknownOptions } from './library/refuse-unknown-options.js';
import { isWorthSaying, Repeats } from './library/repeats.js';
import { CALLS } from './schema/event-schema.js';
import { countOf } from './text/count.js';
import { safeName } from './text/safe-name.js';

/** What the plugin does with a problem. */
export type PluginMode = 'warn' | 'throw' | 'collect';

/** The options of the plugin. */
export interface PluginOptions extends Pick<ValidatorOptions, 'rules' | 'showValues'> {
  /**
   * `warn` logs problems through `log`: each kind of problem the first time, the tenth, the hundredth and so on.
   * `throw` does so for warnings; for an error, `analytics.track(...)` itself throws an `InvalidEventError`, and the
   * event is not sent. `collect` keeps the problems in `problems`. Default: `warn`.
   */
  readonly mode?: PluginMode;
  /** Called with a text and its problems. Default: `console.warn`, with the text alone. */
  readonly log?: (message: string, problems: readonly Problem[]) => void;
}

/**
 * Thrown for an event with errors, which is not tracked. The message names them, and the stack begins where the event
 * was tracked.
 */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  // Not enumerable: the message, which is printed with the error, names them.
  readonly #problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[]) {
    super(message);
    this.#problems = problems;
  }

  /** The problems of the event, warnings included. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }
}

/**
 * A plugin for `analytics.register(...)`. Its types fit every version of `@segment/analytics-node`.
 */
export interface CopilotEventsPlugin {
  readonly name: string;
  readonly type: 'enrichment';
  /** How many events were checked, and how many of them have errors. */
  readonly checked: number;
  readonly invalid: number;
  /** The first 1,000 problems, in the mode `collect`. Their `record` counts the events. */
  readonly problems: readonly Problem[];
  /** Resets counts and problems, for the next test. */
  clear(): void;
  isLoaded(): boolean;
  load(context: unknown, analytics: unknown): Promise<void>;
  unload(context: unknown, analytics: unknown): Promise<void>;
  track<Context extends TrackedContext>(context: Context): Context;
  identify<Context extends TrackedContext>(context: Context): Context;
  page<Context extends TrackedContext>(context: Context): Context;
  screen<Context extends TrackedContext>(context: Context): Context;
  group<Context extends TrackedContext>(context: Context): Context;
  alias<Context extends TrackedContext>(context: Context): Context;
}

/** The part of the SDK's context that the plugin reads: the event that is sent to Segment. */
export interface TrackedContext {
  readonly event: object;
}

type Method = (parameters: object, ...rest: readonly unknown[]) => unknown;

const MODES: readonly unknown[] = ['warn', 'throw', 'collect'] satisfies PluginMode[];

const KEPT_PROBLEMS = 1000;

/** A text that is the same for the same kind of problems: their rules and fields, with any index in a list. */
function kindOf(problems: readonly Problem[]): string {
  return problems.map(({ rule, event, pointer }) => `${event} ${rule} ${pointer.replace(/\/\d+/g, '/*')}`).join('\n');
}

/** The name of an event in messages, if its problems do not name it. */
function nameOf(event: object): string {
  const { event: name } = event as { readonly event?: unknown };
  return typeof name === 'string' ? safeName(name) : 'a call';
}

/** Puts a check that may throw before each of the client's calls; returns a function that removes it. */
function guard(client: Record<string, unknown>, inspect: (event: object, caller: Method) => void): () => void {
  const takeAway = CALLS.map((call) => {
    const original = client[call];
    if (typeof original !== 'function') return () => {};
    const guarded: Method = (parameters, ...rest) => {
      inspect({ ...parameters, type: call }, guarded);
      return (original as Method).call(client, parameters, ...rest);
    };
    client[call] = guarded;
    return () => {
      if (client[call] === guarded) client[call] = original;
    };
  });
  return () => {
    for (const restore of takeAway) restore();
  };
}

/**
 * Makes a plugin for `@segment/analytics-node` that checks each event when it is tracked, and never changes one:
 * `analytics.register(copilotEventsPlugin())`. No event is lost but those that the mode `throw` refuses. Since the SDK
 * catches whatever a plugin throws, that mode puts its check before the client's own methods when it is registered.
 * @throws {TypeError} for an unknown option, rule, level or mode.
 */
export function copilotEventsPlugin(options: PluginOptions = {}): CopilotEventsPlugin {
  refuseUnknownOptions(options, ['mode', 'log', 'rules', 'showValues']);
  const { mode = 'warn', log = (message) => console.warn(message), ...checkOptions } = options;
  if (!MODES.includes(mode)) {
    throw new TypeError(`mode is ${JSON.stringify(mode)}; it is one of ${MODES.join(', ')}`);
  }
  const validate = createValidator({ ...checkOptions, file: '<analytics>' });
  const guarded = new WeakMap<object, () => void>();
  let repeats = new Repeats();
  let problems: Problem[] = [];
  let checked = 0;
  let invalid = 0;

  const say = (name: string, { problems: found }: ValidationResult): void => {
    if (found.length === 0) return;
    const count = repeats.add(kindOf(found));
    if (!isWorthSaying(count)) return;
    const times = count === 1 ? '' : `, for the ${count}th time`;
    const head = `copilot-events: ${eventText(found, name)} has ${countOf(found.length, 'problem')}${times}`;
    log([head, ...problemLines(found)].join('\n'), found);
  };
  const inspect = (event: object, caller?: Method): void => {
    const result = validate(event);
    checked++;
    if (!result.valid) invalid++;
    if (mode === 'collect') problems.push(...result.problems.slice(0, KEPT_PROBLEMS - problems.length));
    else if (mode === 'warn' || result.valid) say(nameOf(event), result);
    else {
      const head = `${eventText(result.problems, nameOf(event))} was not tracked:`;
      const error = new InvalidEventError([head, ...problemLines(result.problems)].join('\n'), result.problems);
      Error.captureStackTrace(error, caller);
      throw error;
    }
  };
  const hook = <Context extends TrackedContext>(context: Context): Context => {
    if (mode !== 'throw') inspect(context.event);
    return context;
  };
  return {
    name: 'copilot-events',
    // The SDK drops an event whose `before` plugin fails, and only that one.
    type: 'enrichment',
    get checked() {
      return checked;
    },
    get invalid() {
      return invalid;
    },
    get problems() {
      return problems;
    },
    clear() {
      [problems, checked, invalid, repeats] = [[], 0, 0, new Repeats()];
    },
    isLoaded: () => true,
    async load(_context, analytics) {
      const client = analytics as Record<string, unknown>;
      if (mode === 'throw' && !guarded.has(client)) guarded.set(client, guard(client, inspect));
    },
    async unload(_context, analytics) {
      const client = analytics as Record<string, unknown>;
      guarded.get(client)?.();
      guarded.delete(client);
    },
    track: hook,
    identify: hook,
    page: hook,
    screen: hook,
    group: hook,
    alias: hook,
  };
}
