import { Command, CommanderError, Option } from 'commander';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { widthOf } from '../output/show-message.js';
import { wrapLine } from '../text/wrap.js';
import { COMMANDS } from './commands.js';
import type { CommandDefinition, OptionDefinition } from './define-command.js';
import type { RunResult } from './exit-code.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { showFailure } from './show-failure.js';
import { TOOL } from './version.js';

const EXAMPLES = [
  'copilot-events validate log.ndjson',
  "kubectl logs my-copilot | grep '^{' | copilot-events validate -",
  'copilot-events fix log.ndjson --diff',
  'copilot-events emit "Message Sent" conversationId=c1 messageId=m1 message_body=hi --user-id u1',
  'copilot-events emit ... | copilot-events send - --write-key <key>',
  "copilot-events listen --exec 'npm test'",
];

function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`;
}

/** Hides the value of an unknown option, which commander repeats: it may be the key of a mistyped `--write-key=...`. */
function withoutValue(message: string): string {
  return message.replace(/(unknown option '[^'=]*)=[^\n]*?'(?=\s|$)/, "$1=…'");
}

/** Whether the command of `--exec` was given in more words than one: a shell splits what is not quoted. */
function hasUnquotedCommand(message: string, argv: readonly string[]): boolean {
  if (argv[0] !== 'listen') return false;
  const exec = argv.indexOf('--exec');
  const isFollowedByWord = exec !== -1 && argv[exec + 2]?.startsWith('-') === false;
  return (
    message.includes("too many arguments for 'listen'") || (isFollowedByWord && message.includes('unknown option'))
  );
}

/** What to do about words that cannot be meant as they stand: an option that is no longer there, a value without its quotes. */
function hintFor(message: string, argv: readonly string[]): string {
  if (message.includes("unknown option '--max-conversations")) {
    return 'hint: leave it out: all conversations are checked, however many there are\n';
  }
  if (hasUnquotedCommand(message, argv)) {
    return "hint: quote the command, and give it to --exec: copilot-events listen --exec 'npm test'\n";
  }
  if (message.includes("too many arguments for 'events'")) {
    return "hint: quote a name that has a space: copilot-events events 'Message Sent'\n";
  }
  return '';
}

/** The option as commander knows it. An empty value is most likely an unset variable, and is refused. */
function toOption({ flags, summary, parse, repeatable, choices, byDefault }: OptionDefinition): Option {
  const option = new Option(flags, summary);
  const read = (value: string, earlier: unknown): unknown => {
    if (value === '') throw new Failure('bad-usage', `${option.long} is empty`, { hint: 'is a variable unset?' });
    const one = parse === undefined ? value : parse(value);
    return repeatable === true ? [...((earlier as readonly string[] | undefined) ?? []), one] : one;
  };
  if (choices !== undefined) option.choices([...choices]);
  else if (!option.isBoolean()) option.argParser(read);
  return byDefault === undefined ? option : option.default(byDefault);
}

/** Whether an argument, or one of several, is an empty text: as a path, it would stand for the whole working directory. */
function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.includes(''));
}

/** The command as commander knows it. `done` is called with the result of its run. */
function addCommand(program: Command, definition: CommandDefinition, io: Io, done: (result: RunResult) => void): void {
  const { name, summary, arguments: args, options, examples, notes } = definition;
  const command = program.command(name).description(summary);
  for (const argument of args) command.argument(argument.name, argument.summary);
  for (const option of options) command.addOption(toOption(option));
  command.addHelpText('after', examplesText(examples));
  for (const note of notes) command.addHelpText('after', `\n${note}`);
  command.action(async () => {
    const empty = args.find((argument, index) => argument.mayBeEmpty !== true && isEmpty(command.processedArgs[index]));
    if (empty !== undefined) {
      throw new Failure('bad-usage', `an argument of ${name} is empty`, { hint: 'is a variable unset?' });
    }
    done(await definition.run(command.processedArgs, command.opts(), io, COMMANDS));
  });
}

/** Builds the program from the list of commands. `argv`: what it will parse, for hints. */
function createProgram(argv: readonly string[], io: Io, done: (result: RunResult) => void): Command {
  const program = new Command('copilot-events')
    .description('Checks AI copilot events against Segment’s spec, and replays the valid ones.')
    .version(TOOL.version, '-V, --version')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError(text, write) {
        const lines = (withoutValue(text) + hintFor(text, argv)).split('\n');
        write(lines.flatMap((line) => wrapLine(line, widthOf(io.stderr))).join('\n'));
      },
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    })
    .showHelpAfterError('(--help lists the commands and options)')
    .addHelpText('after', examplesText(EXAMPLES))
    .exitOverride();
  // All commands take longer to make than a small log to check.
  const named = COMMANDS.filter(({ name }) => name === argv[0]);
  for (const definition of named.length > 0 ? named : COMMANDS) addCommand(program, definition, io, done);
  return program;
}

/** Adds the help text that a command makes only when it is asked for. */
async function addExtraHelp(program: Command, argv: readonly string[], io: Io): Promise<void> {
  if (!argv.some((argument) => ['-h', '--help', 'help'].includes(argument))) return;
  for (const { name, extraHelp } of COMMANDS) {
    if (extraHelp === undefined || !argv.includes(name)) continue;
    program.commands.find((command) => command.name() === name)?.addHelpText('after', await extraHelp(argv, io));
  }
}

/** Parses the arguments and runs the command they name. Returns the exit code; reports on stderr what could not be done. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let result: RunResult = {};
  try {
    const program = createProgram(argv, io, (end) => {
      result = end;
    });
    await addExtraHelp(program, argv, io);
    if (argv.length === 0) program.help({ error: true });
    // Asked for help on an unknown command, commander shows the help of all; run as a command, it suggests a name.
    const [first, second] = argv;
    const mistyped = first === 'help' && second !== undefined && !program.commands.some((one) => one.name() === second);
    await program.parseAsync(mistyped ? argv.slice(1) : argv, { from: 'user' });
  } catch (error) {
    // Commander has written its message; help that was asked for is a success.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failure;
    if (error instanceof Failure) showFailure(error, io);
    else {
      const trace = error instanceof Error ? error.stack : String(error);
      io.stderr.write(`copilot-events: this is a defect of ours, please report it\n${trace}\n`);
    }
    return EXIT.failure;
  }
  return exitCodeOf(result);
}
