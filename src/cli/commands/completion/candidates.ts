import type { Command, Option } from 'commander';
import { collect } from '../../option-values.js';
import type { Candidate } from './candidate.js';
import { argumentValues, optionValues } from './values.js';

function commands(program: Command): Candidate[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ value: command.name(), description: command.description() }));
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

/** What stands on the line before the word that is completed. */
interface Before {
  /** The option whose value the word is. */
  readonly pending: Option | undefined;
  readonly given: ReadonlySet<Option>;
  readonly earlier: readonly string[];
  /** True behind `--`: no more options. */
  readonly argumentsOnly: boolean;
}

function readBefore(words: readonly string[], options: readonly Option[]): Before {
  let pending: Option | undefined;
  let argumentsOnly = false;
  const given = new Set<Option>();
  const earlier: string[] = [];
  for (const word of words) {
    if (pending !== undefined) pending = undefined;
    else if (argumentsOnly || !word.startsWith('-') || word === '-') earlier.push(word);
    else if (word === '--') argumentsOnly = true;
    else {
      const [name = ''] = word.split('=');
      const option = options.find(({ long, short }) => long === name || short === name);
      if (option === undefined) continue;
      given.add(option);
      if (takesValue(option) && !word.includes('=')) pending = option;
    }
  }
  return { pending, given, earlier, argumentsOnly };
}

function flags(options: readonly Option[], given: ReadonlySet<Option>): Candidate[] {
  return options
    .filter((option) => !given.has(option) || option.parseArg === (collect as unknown))
    .flatMap(({ long, description }) => (long === undefined || long === null ? [] : [{ value: long, description }]));
}

function valuesOf(option: Option, spot: Parameters<typeof optionValues>[1]): Candidate[] {
  return option.argChoices?.map((value) => ({ value })) ?? optionValues(option.long ?? '', spot);
}

function ofCommand(command: Command, words: readonly string[], word: string): Candidate[] {
  const options = command.createHelp().visibleOptions(command);
  const { pending, given, earlier, argumentsOnly } = readBefore(words, options);
  const spot = { command: command.name(), earlier, word };
  if (pending !== undefined) return valuesOf(pending, spot);
  if (argumentsOnly || !word.startsWith('-')) return argumentValues(spot);
  const equals = word.indexOf('=');
  if (equals === -1) return flags(options, given);
  const option = options.find(({ long }) => long === word.slice(0, equals));
  if (option === undefined) return [];
  const prefix = word.slice(0, equals + 1);
  return valuesOf(option, { ...spot, word: word.slice(equals + 1) }).map(({ value, ...rest }) => ({
    value: prefix + value,
    ...rest,
  }));
}

/**
 * How a command line may go on. `words` are those after the program's name, the last one that which is completed, perhaps
 * empty. None means that a file is wanted, or a text that only the user knows.
 */
export function candidates(program: Command, words: readonly string[]): Candidate[] {
  const word = words.at(-1) ?? '';
  const [first, ...between] = words.slice(0, -1);
  const found: Candidate[] = [];
  if (first === undefined) {
    const options = program.createHelp().visibleOptions(program);
    found.push(...(word.startsWith('-') ? flags(options, new Set()) : commands(program)));
  } else if (first === 'help') found.push(...(between.length === 0 ? commands(program) : []));
  else {
    const command = program.commands.find((known) => known.name() === first);
    if (command !== undefined) found.push(...ofCommand(command, between, word));
  }
  return found.filter(({ value }) => value.startsWith(word));
}
