import { Command, CommanderError, Option } from 'commander';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { STDIN_FILE } from '../problem/problem.js';
import { withFixOptions } from './commands/fix/options.js';
import { withListenOptions } from './commands/listen/options.js';
import { withSendOptions } from './commands/send/options.js';
import type { RunResult } from './exit-code.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { collect, conversationLimit, count, inputFormat, positive, recordSize } from './option-values.js';
import { showFailure } from './show-failure.js';
import { TOOL } from './version.js';
import { addWorkflowCommands } from './workflow-commands.js';

const EXAMPLES = {
  program: `
Examples:
  copilot-events validate log.ndjson
  kubectl logs my-copilot | grep '^{' | copilot-events validate
  copilot-events fix log.ndjson --diff
  copilot-events emit "Message Sent" conversationId=c1 messageId=m1 message_body=hi --user-id u1
  copilot-events emit ... | copilot-events send --write-key <key>
  copilot-events listen --exec 'npm test'`,
  validate: `
Examples:
  copilot-events validate logs/ 'archive/**/*.ndjson.gz'
  copilot-events validate log.ndjson -f pretty -f json=report.json
  copilot-events validate log.ndjson -f github -f sarif=events.sarif
  copilot-events validate log.ndjson --rule 'track/*=off' --rule time/in-the-future=error
  copilot-events validate log.ndjson --valid-out good.ndjson --invalid-out bad.ndjson
  copilot-events validate logs/ --baseline copilot-events.baseline --update-baseline

Exit codes: 0 no errors, 1 problems found, 2 the job could not be done, 130 interrupted.`,
  emit: `
Examples:
  copilot-events emit "Message Sent" conversationId=c1 messageId=m1 message_body="Where is it?" --user-id u1
  copilot-events emit "Feedback Submitted" conversationId=c1 rating=5 --anonymous-id a1 >> log.ndjson
  copilot-events emit --identify plan=pro --user-id u1
  copilot-events emit "Message Sent" --help`,
  events: `
Examples:
  copilot-events events
  copilot-events events "Message Sent" --as example
  copilot-events events --schema schemas/ --as tracking-plan -o plan.json`,
};

/** Commander repeats an option that it does not know, and with it the key of a mistyped \`--write-key=...\`. */
function withoutValue(message: string): string {
  return message.replace(/(unknown option '[^'=]*)=[^\n]*?'(?=\s|$)/, "$1=…'");
}

/** The options that say which events there are. */
function withSchemaOptions(command: Command): Command {
  return command
    .option('--schema <file|dir>', 'schemas of your own events, beside or in place of the spec’s; repeatable', collect)
    .option('--tracking-plan <file>', 'a Segment tracking plan, which is checked, too')
    .option('--config <file>', 'the config file (default: copilot-events.config.json or .mjs, found upwards)')
    .option('--no-config', 'read no config file');
}

/** The options that every command which checks records has. */
function withRuleOptions(command: Command): Command {
  return withSchemaOptions(
    command.option('--rule <glob=level>', 'set rules to error, warning or off; repeatable, in order', collect),
  )
    .option('--show-values', 'show the values at fault, which are hidden otherwise')
    .option('-q, --quiet', 'no warnings, no progress; counts and exit code stay the same')
    .option('--no-frame', 'leave out the lines that show the record around a problem')
    .option('--color', 'colour, whatever the terminal says')
    .option('--no-color', 'no colour');
}

/** The options that every command which reads records has. */
function withInputOptions(command: Command): Command {
  return withRuleOptions(command)
    .addOption(new Option('--input-format <format>', 'auto, json or ndjson').default('auto').argParser(inputFormat))
    .addOption(
      new Option('--max-record-size <bytes>', 'the longest record that is read (default: 16777216)').argParser(
        recordSize,
      ),
    )
    .addOption(
      new Option('--max-conversations <n>', 'how many conversations are kept in mind (default: 50000)').argParser(
        conversationLimit,
      ),
    )
    .option('--allow-empty', 'take it for success if there is nothing to read')
    .option('--stdin-filename <name>', 'what reports call stdin', STDIN_FILE);
}

/** Everything that commander is told, and no more: what a command does is loaded when it runs. */
function createProgram(io: Io, emitHelp: string, done: (result: RunResult) => void): Command {
  const program = new Command('copilot-events')
    .description('Checks AI copilot events against Segment’s spec, and replays what is valid.')
    .version(TOOL.version, '-V, --version')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(withoutValue(text)),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    })
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', EXAMPLES.program)
    .exitOverride();

  withInputOptions(
    program
      .command('validate')
      .description('check logs and report every problem with its place and its fix')
      .argument('[paths...]', 'files, directories, globs, or - for stdin; none: the config’s files, else stdin')
      .option(
        '-f, --format <name[=file]>',
        'pretty, concise, json, ndjson, github, gitlab, sarif, junit or html, to stdout or a file; repeatable (default: pretty)',
        collect,
      )
      .addOption(
        new Option('--max-warnings <n>', 'fail if there are more warnings (default: no limit)').argParser(count),
      )
      .addOption(
        new Option('--max-problems <n>', 'how many problems pretty, concise and github show (default: 100)').argParser(
          count,
        ),
      )
      .addOption(
        new Option('--jobs <n>', 'how many threads judge a large log (default: as many as cores; 1 on two)').argParser(
          positive,
        ),
      )
      .option('--valid-out <file>', 'write the valid records there, byte for byte')
      .option('--invalid-out <file>', 'write the invalid records there, byte for byte')
      .option('--baseline <file>', 'leave out the known problems of this file; only what is new fails')
      .option('--no-baseline', 'leave out nothing, whatever the config says')
      .option('--update-baseline', 'write all problems there are into the baseline')
      .option('--print-config', 'print the settings in force and where each came from, and end'),
  )
    .addHelpText('after', EXAMPLES.validate)
    .action(async (paths: string[], options) => {
      const { validate } = await import('./commands/validate/validate.js');
      done(await validate(paths, options, io));
    });

  withInputOptions(withSendOptions(program.command('send'))).action(async (paths: string[], options) => {
    const { send } = await import('./commands/send/send.js');
    done(await send(paths, options, io));
  });

  withInputOptions(withFixOptions(program.command('fix'))).action(async (paths: string[], options) => {
    const { fix } = await import('./commands/fix/fix.js');
    done(await fix(paths, options, io));
  });

  withRuleOptions(withListenOptions(program.command('listen'))).action(async (options) => {
    const { listen } = await import('./commands/listen/listen.js');
    done(await listen(options, io));
  });

  withRuleOptions(
    program
      .command('emit')
      .description('make one checked event and print it as a line of NDJSON')
      .argument('[event]', 'the name of the event')
      .argument('[fields...]', 'key=value, typed as the event’s schema says, or key:=json')
      .option('--identify', 'an identify call; the fields are its traits')
      .option('--user-id <id>', 'whose event it is')
      .option('--anonymous-id <id>', 'whose event it is, if the user is not known')
      .option('--timestamp <date-time>', 'when it happened (default: now)')
      .option('--message-id <id>', 'Segment’s id of the call (default: a new one)')
      .option('--json <object>', 'further fields of the record; what is given otherwise wins')
      .option('-o, --output <file>', 'write the line there instead of stdout'),
  )
    .addHelpText('after', emitHelp)
    .addHelpText('after', EXAMPLES.emit)
    .action(async (event: string | undefined, fields: string[], options) => {
      const { emit } = await import('./commands/emit/emit.js');
      done(await emit(event, fields, options, io));
    });

  withSchemaOptions(
    program
      .command('events')
      .description('list the known events, your own included')
      .argument('[name]', 'only this event')
      .option('--as <form>', 'table, schema, example, typescript or tracking-plan (default: table)')
      .option('-o, --output <file>', 'write it there instead of stdout'),
  )
    .addHelpText('after', EXAMPLES.events)
    .action(async (name: string | undefined, options) => {
      const { events } = await import('./commands/events/events.js');
      done(await events(name, options, io));
    });

  addWorkflowCommands(program, io, done);
  return program;
}

/** What `emit --help` says of events and fields; read only then, since it takes the schemas. */
async function emitHelpFor(argv: readonly string[], io: Io): Promise<string> {
  if (!argv.includes('emit') || !argv.some((argument) => ['-h', '--help', 'help'].includes(argument))) return '';
  const [{ emitHelp }, { helpRegistry }] = await Promise.all([
    import('../emit/event-help.js'),
    import('./help-registry.js'),
  ]);
  return emitHelp(argv, await helpRegistry(argv, io));
}

/** Parses the arguments and runs the command they name. Returns the exit code; says on stderr what could not be done. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  try {
    const program = createProgram(io, await emitHelpFor(argv, io), (result) => {
      code = exitCodeOf(result);
    });
    if (argv.length === 0) program.help({ error: true });
    // For help on a command that there is not, commander shows the help of all; as a command, it knows what was meant.
    const [first, second] = argv;
    const mistyped = first === 'help' && second !== undefined && !program.commands.some((one) => one.name() === second);
    await program.parseAsync(mistyped ? argv.slice(1) : argv, { from: 'user' });
  } catch (error) {
    // Commander has said what there is to say; help that was asked for is a success.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failure;
    if (error instanceof Failure) showFailure(error, io);
    else {
      const trace = error instanceof Error ? error.stack : String(error);
      io.stderr.write(`copilot-events: this is a defect of ours, please report it\n${trace}\n`);
    }
    return EXIT.failure;
  }
  return code;
}
