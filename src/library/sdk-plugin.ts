import type { Problem } from '../problem/problem.js';
import { CALLS } from '../schema/event-schema.js';
import { countOf } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import { eventText, problemLines } from './problem-text.js';
import { isWorthSaying, Repeats } from './repeats.js';
import type { Validator } from './validator.js';

/** What the plugin does with a problem. */
export type PluginMode = 'warn' | 'throw' | 'collect' | 'drop';

/** The options of the plugin that do not concern the check itself. */
export interface PluginSettings {
  /**
   * `warn` logs problems through `log`: each kind of problem the first time, the tenth, the hundredth and so on.
   * `throw` does so for warnings; for an error, `analytics.track(...)` itself throws an `InvalidEventError` (in browsers,
   * its promise is rejected with one), and the event is not sent. `drop` logs as `warn` does, and does not send an event with
   * errors. `collect` keeps the problems in `problems`. Default: `warn`.
   */
  readonly mode?: PluginMode;
  /** Called with a text and its problems. Default: `console.warn`, with the text alone. */
  readonly log?: (message: string, problems: readonly Problem[]) => void;
  /** The share of events that are checked, from 0 to 1. The others are sent unchecked. Default: 1. */
  readonly sampleRate?: number;
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
 * A plugin for `analytics.register(...)`. Its types fit every version of `@segment/analytics-node` and
 * `@segment/analytics-next`.
 */
export interface CopilotEventsPlugin {
  readonly name: string;
  readonly type: 'enrichment' | 'before';
  /** How many events were checked, how many of them have errors, and how many of these the mode `drop` did not send. */
  readonly checked: number;
  readonly invalid: number;
  readonly dropped: number;
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

/** What the contexts of both SDKs have, too. */
interface DeliveredContext {
  cancel(): never;
  failedDelivery?(): { readonly reason?: unknown } | undefined;
}

/** What the SDKs throw to cancel an event. */
interface Cancelation {
  retry: boolean;
  type: string;
  reason: unknown;
}

type Method = (...parameters: readonly unknown[]) => unknown;

/** The modes, for messages. */
export const PLUGIN_MODES: readonly PluginMode[] = ['warn', 'throw', 'collect', 'drop'];

const MAX_KEPT_PROBLEMS = 1000;

/** A text that is the same for the same kind of problems: their rules and fields, with any index in a list. */
function kindOf(problems: readonly Problem[]): string {
  return problems.map(({ rule, event, pointer }) => `${event} ${rule} ${pointer.replace(/\/\d+/g, '/*')}`).join('\n');
}

/** The name of an event in messages, if its problems do not name it. */
function nameOf(event: object): string {
  const { event: name } = event as { readonly event?: unknown };
  return typeof name === 'string' ? safeName(name) : 'a call';
}

/** Replaces each of the client's calls; returns a function that puts them back. */
function wrapCalls(client: Record<string, unknown>, wrap: (call: string, original: Method) => Method): () => void {
  const restores = CALLS.map((call) => {
    const original = client[call];
    if (typeof original !== 'function') return () => {};
    const wrapped = wrap(call, original as Method);
    client[call] = wrapped;
    return () => {
      if (client[call] === wrapped) client[call] = original;
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

/** Cancels an event as the SDKs do it, without another try. Both take a plugin's other errors for a reason to try again. */
function cancel(context: TrackedContext, reason: unknown): never {
  try {
    return (context as unknown as DeliveredContext).cancel();
  } catch (thrown) {
    throw Object.assign(thrown as Cancelation, { retry: false, type: 'copilot-events', reason });
  }
}

/** Whether a client is one of `@segment/analytics-next`, whose calls return promises. */
function isOfBrowsers(client: Readonly<Record<string, unknown>>): boolean {
  return typeof client['user'] === 'function';
}

/** Keeps what the plugin has seen, and reports problems. */
class Watch {
  checked = 0;
  invalid = 0;
  dropped = 0;
  problems: Problem[] = [];
  readonly #validate: Validator;
  readonly #mode: PluginMode;
  readonly #log: NonNullable<PluginSettings['log']>;
  readonly #sampleRate: number;
  #repeats = new Repeats();

  constructor(validate: Validator, { mode, log, sampleRate }: Required<PluginSettings>) {
    this.#validate = validate;
    this.#mode = mode;
    this.#log = log;
    this.#sampleRate = sampleRate;
  }

  clear(): void {
    [this.problems, this.checked, this.invalid, this.dropped] = [[], 0, 0, 0];
    this.#repeats = new Repeats();
  }

  /** Checks an event; returns the error that it must not be sent for, if there is one. */
  inspect(event: object): InvalidEventError | undefined {
    if (this.#sampleRate < 1 && Math.random() >= this.#sampleRate) return undefined;
    const { valid, problems } = this.#validate(event);
    this.checked++;
    if (!valid) this.invalid++;
    const isRefused = !valid && (this.#mode === 'throw' || this.#mode === 'drop');
    if (this.#mode === 'collect') this.problems.push(...problems.slice(0, MAX_KEPT_PROBLEMS - this.problems.length));
    else if (!(isRefused && this.#mode === 'throw')) this.#report(nameOf(event), problems, isRefused);
    if (!isRefused) return undefined;
    if (this.#mode === 'drop') this.dropped++;
    const head = `${eventText(problems, nameOf(event))} was not tracked:`;
    return new InvalidEventError([head, ...problemLines(problems)].join('\n'), problems);
  }

  #report(name: string, problems: readonly Problem[], isDropped: boolean): void {
    if (problems.length === 0) return;
    const count = this.#repeats.add(kindOf(problems));
    if (!isWorthSaying(count)) return;
    const times = count === 1 ? '' : `, for the ${count}th time`;
    const dropped = isDropped ? ', and was not sent' : '';
    const head = `copilot-events: ${eventText(problems, name)} has ${countOf(problems.length, 'problem')}${times}${dropped}`;
    try {
      this.#log([head, ...problemLines(problems)].join('\n'), problems);
    } catch {
      // A log that fails must not decide whether an event is sent.
    }
  }
}

/**
 * In browsers, the SDK completes the event before plugins see it, where it is cancelled; the wrapper finds the error in what
 * the call returns, and rejects its promise.
 */
function wrapInBrowser(client: Record<string, unknown>): () => void {
  return wrapCalls(client, (_, original) => async (...parameters) => {
    const context = (await original.apply(client, [...parameters])) as DeliveredContext | undefined;
    const reason = (context?.failedDelivery?.()?.reason as Cancelation | undefined)?.reason;
    if (reason instanceof InvalidEventError) throw reason;
    return context;
  });
}

/**
 * In Node, events are checked where they are tracked. The SDK catches what plugins throw; and an event that a plugin cancels
 * stays in its count of those to be flushed, so that `closeAndFlush` would wait for the next interval.
 */
function wrapInNode(client: Record<string, unknown>, watch: Watch, throws: boolean): () => void {
  return wrapCalls(client, (call, original) => {
    const wrapped: Method = (parameters, ...rest) => {
      const error = watch.inspect({ ...(parameters as object), type: call });
      if (error === undefined) return original.call(client, parameters, ...rest);
      if (throws) {
        Error.captureStackTrace?.(error, wrapped);
        throw error;
      }
      const [callback] = rest;
      if (typeof callback === 'function') queueMicrotask(() => callback(error));
      return undefined;
    };
    return wrapped;
  });
}

/** Makes the plugin around a check. `settings`: as they are documented, with their defaults. */
export function sdkPlugin(validate: Validator, settings: Required<PluginSettings>): CopilotEventsPlugin {
  const { mode } = settings;
  const watch = new Watch(validate, settings);
  const restores = new WeakMap<object, () => void>();
  const refuses = mode === 'throw' || mode === 'drop';
  let checksInCalls = false;
  const hook = <Context extends TrackedContext>(context: Context): Context => {
    if (checksInCalls) return context;
    const error = watch.inspect(context.event);
    if (error !== undefined) cancel(context, error);
    return context;
  };
  return {
    name: 'copilot-events',
    // The SDK of browsers drops an event only if a plugin of the type `before` cancels it.
    type: refuses ? 'before' : 'enrichment',
    get checked() {
      return watch.checked;
    },
    get invalid() {
      return watch.invalid;
    },
    get dropped() {
      return watch.dropped;
    },
    get problems() {
      return watch.problems;
    },
    clear: () => watch.clear(),
    isLoaded: () => true,
    async load(_context, analytics) {
      const client = analytics as Record<string, unknown>;
      if (!refuses || restores.has(client)) return;
      if (!isOfBrowsers(client)) {
        checksInCalls = true;
        restores.set(client, wrapInNode(client, watch, mode === 'throw'));
      } else if (mode === 'throw') restores.set(client, wrapInBrowser(client));
    },
    async unload(_context, analytics) {
      restores.get(analytics as object)?.();
      restores.delete(analytics as object);
    },
    track: hook,
    identify: hook,
    page: hook,
    screen: hook,
    group: hook,
    alias: hook,
  };
}
