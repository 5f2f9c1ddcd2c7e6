import type { Problem, ValidationResult, ValidatorOptions } from './index.js';
import { createValidator } from './index.js';
import { eventText, problemLines } from './library/problem-text.js';
import { refuseUnknownOptions } from './library/refuse-unknown-options.js';
import { isWorthSaying, Repeats } from './library/repeats.js';
import { CALLS } from './schema/event-schema.js';
import { countOf } from './text/count.js';
import { safeName } from './text/safe-name.js';

/** What the plugin does about a problem. */
export type PluginMode = 'warn' | 'throw' | 'collect';

/** How the plugin judges, and what it does then. */
export interface PluginOptions extends Pick<ValidatorOptions, 'rules' | 'showValues'> {
  /**
   * `warn` says what is wrong, through `log`: a kind of problem the first time, the tenth, the hundredth and so on. `throw`
   * does so for warnings, and for an error throws an `InvalidEventError` out of `analytics.track(...)` itself, so that the
   * event is not sent. `collect` keeps the problems in `problems`. Default: `warn`.
   */
  readonly mode?: PluginMode;
  /** Takes what is said, and the problems that it speaks of. Default: `console.warn`, with the text alone. */
  readonly log?: (message: string, problems: readonly Problem[]) => void;
}

/** An event was not tracked, having errors. The message names them, and its stack begins where the event was tracked. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  // Not in sight of those who print all of an error: the message has said it.
  readonly #problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[]) {
    super(message);
    this.#problems = problems;
  }

  /** What is wrong with the event, warnings included. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }
}

/**
 * A plugin as `analytics.register(...)` takes it. Its types are as wide as those of every version of `@segment/analytics-node`
 * allow, so that yours need not be ours.
 */
export interface CopilotEventsPlugin {
  readonly name: string;
  readonly type: 'enrichment';
  /** How many events were checked, and how many of them have errors. */
  readonly checked: number;
  readonly invalid: number;
  /** What was collected in the mode `collect`: the first 1,000 problems. `record` in them counts the events. */
  readonly problems: readonly Problem[];
  /** Forgets counts and problems, for the next test. */
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

/** What the plugin reads of the SDK's context: the event as it is on its way to Segment. */
export interface TrackedContext {
  readonly event: object;
}

type Method = (parameters: object, ...rest: readonly unknown[]) => unknown;

const MODES: readonly unknown[] = ['warn', 'throw', 'collect'] satisfies PluginMode[];

const KEPT_PROBLEMS = 1000;

/** What tells one kind of fault from another: its rule and its field, whatever the place in a list. */
function kindOf(problems: readonly Problem[]): string {
  return problems.map(({ rule, event, pointer }) => `${event} ${rule} ${pointer.replace(/\/\d+/g, '/*')}`).join('\n');
}

/** What to call an event of which not even that can be read by the check. */
function nameOf(event: object): string {
  const { event: name } = event as { readonly event?: unknown };
  return typeof name === 'string' ? safeName(name) : 'a call';
}

/** Puts a check before each of the client's calls, which throws; returns what takes it away again. */
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
 * Makes a plugin for `@segment/analytics-node` that checks each event as it is tracked, and never changes one:
 * `analytics.register(copilotEventsPlugin())`. It loses no event but those that the mode `throw` refuses; since the SDK
 * catches whatever a plugin throws, that mode puts its check before the client's own methods, as soon as it is registered.
 * @throws {TypeError} for an option, a rule, a level or a mode that does not exist.
 */
export function copilotEventsPlugin(options: PluginOptions = {}): CopilotEventsPlugin {
  refuseUnknownOptions(options, ['mode', 'log', 'rules', 'showValues']);
  const { mode = 'warn', log = (message) => console.warn(message), ...judging } = options;
  if (!MODES.includes(mode)) {
    throw new TypeError(`mode is ${JSON.stringify(mode)}; it is one of ${MODES.join(', ')}`);
  }
  const validate = createValidator({ ...judging, file: '<analytics>' });
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
    const verdict = validate(event);
    checked++;
    if (!verdict.valid) invalid++;
    if (mode === 'collect') problems.push(...verdict.problems.slice(0, KEPT_PROBLEMS - problems.length));
    else if (mode === 'warn' || verdict.valid) say(nameOf(event), verdict);
    else {
      const head = `${eventText(verdict.problems, nameOf(event))} was not tracked:`;
      const error = new InvalidEventError([head, ...problemLines(verdict.problems)].join('\n'), verdict.problems);
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
