import type { CommandDefinition, OfferedValues, OptionDefinition } from '../../define-command.js';
import type { Candidate } from './candidate.js';
import type { CompletionContext } from './values.js';
import { offeredValues } from './values.js';

/** What commander adds to the program and to each command. */
const HELP_OPTION = { flags: '-h, --help', summary: 'display help', always: false } as const;
const VERSION_OPTION = { flags: '-V, --version', summary: 'print the version', always: false } as const;

function commandCandidates(commands: readonly CommandDefinition[]): Candidate[] {
  return [
    ...commands.map(({ name, summary }) => ({ value: name, description: summary })),
    { value: 'help', description: 'display help for a command' },
  ];
}

/** The names of an option: `['-f', '--format']`. */
function namesOf({ flags }: OptionDefinition): string[] {
  return flags.replace(/ [<[].*/, '').split(', ');
}

function longName(option: OptionDefinition): string {
  return namesOf(option).at(-1) ?? '';
}

/** What stands on the line before the word that is completed. */
interface WordsBefore {
  /** The option whose value the word is. */
  readonly pending: OptionDefinition | undefined;
  readonly given: ReadonlySet<OptionDefinition>;
  readonly args: readonly string[];
  /** True behind `--`: no more options. */
  readonly argumentsOnly: boolean;
}

function readBefore(words: readonly string[], options: readonly OptionDefinition[]): WordsBefore {
  let pending: OptionDefinition | undefined;
  let argumentsOnly = false;
  const given = new Set<OptionDefinition>();
  const args: string[] = [];
  for (const word of words) {
    if (pending !== undefined) pending = undefined;
    else if (argumentsOnly || !word.startsWith('-') || word === '-') args.push(word);
    else if (word === '--') argumentsOnly = true;
    else {
      const [name = ''] = word.split('=');
      const option = options.find((known) => namesOf(known).includes(name));
      if (option === undefined) continue;
      given.add(option);
      if (/[<[]/.test(option.flags) && !word.includes('=')) pending = option;
    }
  }
  return { pending, given, args, argumentsOnly };
}

function optionCandidates(
  options: readonly OptionDefinition[],
  given: ReadonlySet<OptionDefinition> = new Set(),
): Candidate[] {
  return options
    .filter((option) => !given.has(option) || option.repeatable === true)
    .map((option) => ({ value: longName(option), description: option.summary }));
}

/** What an argument may be. The last one of a command may be repeated. */
function valuesOfArgument({ arguments: args }: CommandDefinition, index: number): OfferedValues {
  const last = args.at(-1);
  const argument = args[index] ?? (last?.name.includes('...') ? last : undefined);
  return argument?.values ?? [];
}

function ofCommand(command: CommandDefinition, words: readonly string[], word: string): Candidate[] {
  const options = [...command.options, HELP_OPTION];
  const { pending, given, args, argumentsOnly } = readBefore(words, options);
  const context: CompletionContext = { args, word };
  if (pending !== undefined) return offeredValues(pending.values ?? [], context);
  if (argumentsOnly || !word.startsWith('-')) return offeredValues(valuesOfArgument(command, args.length), context);
  const equals = word.indexOf('=');
  if (equals === -1) return optionCandidates(options, given);
  const option = options.find((known) => longName(known) === word.slice(0, equals));
  const prefix = word.slice(0, equals + 1);
  const values: OfferedValues = option !== undefined && 'values' in option ? (option.values ?? []) : [];
  return offeredValues(values, { args, word: word.slice(equals + 1) }).map(({ value, ...rest }) => ({
    value: prefix + value,
    ...rest,
  }));
}

/**
 * How a command line may go on. `words` are those after the program's name; the last one is to be completed and may be
 * empty. No candidates mean that a file is wanted, or a text that only the user knows.
 */
export function candidates(commands: readonly CommandDefinition[], words: readonly string[]): Candidate[] {
  const word = words.at(-1) ?? '';
  const [first, ...between] = words.slice(0, -1);
  const found: Candidate[] = [];
  if (first === undefined) {
    found.push(
      ...(word.startsWith('-') ? optionCandidates([VERSION_OPTION, HELP_OPTION]) : commandCandidates(commands)),
    );
  } else if (first === 'help') found.push(...(between.length === 0 ? commandCandidates(commands) : []));
  else {
    const command = commands.find(({ name }) => name === first);
    if (command !== undefined) found.push(...ofCommand(command, between, word));
  }
  return found.filter(({ value }) => value.startsWith(word));
}
