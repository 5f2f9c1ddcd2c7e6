import type { Io } from '../io.js';
import type { RunResult } from './exit-code.js';

/** The values that the shell's completion offers: a list, or one that completion/values.ts makes when it is asked. */
export type OfferedValues =
  | readonly string[]
  | 'rules'
  | 'rule-settings'
  | 'report-formats'
  | 'report-formats-and-shard'
  | 'transcript-formats'
  | 'events'
  | 'event-filters'
  /** The fields of the event that is the first argument. */
  | 'event-fields';

/** One option of a command. Made by the functions below, which give it the type of its value. */
export interface OptionDefinition<Flags extends string = string, Value = unknown, Always extends boolean = boolean> {
  /** As help shows them: `-f, --format <name[=file]>`. */
  readonly flags: Flags;
  readonly summary: string;
  /** Reads the value, which is never empty. @throws {InvalidArgumentError} if it makes no sense. Default: the text itself. */
  readonly parse?: (text: string) => unknown;
  /** True for an option that may be given several times; its value is a list. */
  readonly repeatable?: boolean;
  readonly choices?: readonly string[];
  readonly byDefault?: Value;
  /** What completion offers. Default: files. */
  readonly values?: OfferedValues;
  /** Whether the option has a value in every run. */
  readonly always: Always;
}

/** One argument of a command. */
export interface ArgumentDefinition<Name extends string = string> {
  /** As help shows it: `[paths...]`. */
  readonly name: Name;
  readonly summary: string;
  /** What completion offers. Default: files. */
  readonly values?: OfferedValues;
  /** Default: false, since an empty text is most likely an unset variable. */
  readonly mayBeEmpty?: true;
}

type LongName<Flags> = Flags extends `${string}--${infer Name} ${string}`
  ? Name
  : Flags extends `${string}--${infer Name}`
    ? Name
    : never;
type CamelCase<Name> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<CamelCase<Rest>>}` : Name;
/** The property that commander gives an option: `maxWarnings` for `--max-warnings <n>`, `color` for `--no-color`. */
type KeyOf<Flags> = CamelCase<LongName<Flags> extends `no-${infer Name}` ? Name : LongName<Flags>>;

/** The values of a command's options, by the names of their properties. */
export type FlagsOf<Options extends readonly OptionDefinition[]> = {
  readonly [O in Options[number] as O['always'] extends true ? KeyOf<O['flags']> : never]: ValueOf<O>;
} & {
  readonly [O in Options[number] as O['always'] extends true ? never : KeyOf<O['flags']>]?: ValueOf<O>;
};
type ValueOf<O> = O extends OptionDefinition<string, infer Value, boolean> ? Value : never;

/** The values of a command's arguments, in their order. */
export type ArgumentsOf<Arguments extends readonly ArgumentDefinition[]> = {
  readonly [Index in keyof Arguments]: Arguments[Index] extends ArgumentDefinition<infer Name>
    ? Name extends `${string}...${string}`
      ? readonly string[]
      : Name extends `<${string}`
        ? string
        : string | undefined
    : never;
};

/** All that there is to know of a command before it runs. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly ArgumentDefinition[];
  readonly options: readonly OptionDefinition[];
  /** Command lines, as help shows them. */
  readonly examples: readonly string[];
  /** Paragraphs that help shows below the examples. */
  readonly notes: readonly string[];
  /** Text for `--help` that takes the schemas to make. Called only when the help of this command is asked for. */
  readonly extraHelp?: (argv: readonly string[], io: Io) => Promise<string>;
  /**
   * Loads what the command does and runs it. `commands`: all commands, for those that describe others.
   * @throws {Failure} if the job cannot be done.
   */
  run(
    args: readonly unknown[],
    flags: Readonly<Record<string, unknown>>,
    io: Io,
    commands: readonly CommandDefinition[],
  ): Promise<RunResult>;
}

/** A command as its own folder defines it: `run` gets its arguments and flags with the types of their declarations. */
type TypedDefinition<
  Arguments extends readonly ArgumentDefinition[],
  Options extends readonly OptionDefinition[],
> = Omit<CommandDefinition, 'arguments' | 'options' | 'notes' | 'run'> & {
  readonly arguments: Arguments;
  readonly options: Options;
  readonly notes?: readonly string[];
  run(
    args: ArgumentsOf<Arguments>,
    flags: FlagsOf<Options>,
    io: Io,
    commands: readonly CommandDefinition[],
  ): Promise<RunResult>;
};

/** Defines a command. The program adds it when it stands in the list of commands.ts. */
export function defineCommand<
  const Arguments extends readonly ArgumentDefinition[],
  const Options extends readonly OptionDefinition[],
>(definition: TypedDefinition<Arguments, Options>): CommandDefinition {
  return { notes: [], ...definition } as unknown as CommandDefinition;
}

/** What an option may have beside its flags and its summary. */
type More<Value> = Pick<OptionDefinition<string, Value>, 'values'>;

/** An option without a value: true if it is given, or false for `--no-...`. */
export function flag<const Flags extends string>(
  flags: Flags,
  summary: string,
): OptionDefinition<Flags, LongName<Flags> extends `no-${string}` ? false : true, false> {
  return { flags, summary, always: false };
}

/** An option `--no-...` that switches off what is on by default. */
export function onByDefault<const Flags extends string>(
  flags: Flags,
  summary: string,
): OptionDefinition<Flags, boolean, true> {
  return { flags, summary, always: true };
}

/** An option with a text, such as a path. */
export function text<const Flags extends string>(
  flags: Flags,
  summary: string,
  more: More<string> = {},
): OptionDefinition<Flags, string, false> {
  return { flags, summary, ...more, always: false };
}

/** An option whose texts are gathered: it may be given several times. */
export function texts<const Flags extends string>(
  flags: Flags,
  summary: string,
  more: More<string> = {},
): OptionDefinition<Flags, readonly string[], false> {
  return { flags, summary: `${summary}; repeatable`, ...more, repeatable: true, always: false };
}

/** An option whose text is read by a function of option-values.ts. */
export function parsed<const Flags extends string, Value>(
  flags: Flags,
  summary: string,
  parse: (text: string) => Value,
  more: More<string> = {},
): OptionDefinition<Flags, Value, false> {
  return { flags, summary, parse, ...more, always: false };
}

/** An option that has one of several values. */
export function choice<const Flags extends string, const Value extends string>(
  flags: Flags,
  summary: string,
  choices: readonly Value[],
): OptionDefinition<Flags, Value, false> {
  return { flags, summary, choices, values: choices, always: false };
}

/** Gives an option a default, which help shows. */
export function withDefault<const Flags extends string, Value>(
  option: OptionDefinition<Flags, Value, false>,
  byDefault: NoInfer<Value>,
): OptionDefinition<Flags, Value, true> {
  return { ...option, byDefault, always: true };
}
