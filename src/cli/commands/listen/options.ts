import type { Command } from 'commander';
import { Option } from 'commander';
import { collect, conversationLimit, count, port, positive, seconds } from '../../option-values.js';

const EXAMPLES = `
Examples:
  copilot-events listen
  copilot-events listen --exec 'npm test'
  copilot-events listen --port 0 --exec 'npm test' --fail-on warning -f pretty -f junit=events.xml
  copilot-events listen -o captured.ndjson
  copilot-events listen --forward --write-key-file key.txt

Its address, in a browser, is a page that shows the events and what is wrong with them as they come.

The command finds the collector's address in SEGMENT_HOST, SEGMENT_API_HOST and SEGMENT_CDN_URL, and a key to use with it in
SEGMENT_WRITE_KEY.

Exit codes: 0 no errors, 1 problems found, 2 the job could not be done (also: no event came); the command's own if it failed.`;

/** Gives a command the options of `listen`, beside those that every command which checks records has. */
export function withListenOptions(command: Command): Command {
  return command
    .description('collect events as Segment’s API would, and judge each the moment it arrives')
    .addOption(
      new Option(
        '--port <n>',
        'the port; 0 for any free one (default: 8787, with --exec any free one if that is in use)',
      ).argParser(port),
    )
    .option('--bind <address>', 'the address; any other lets other machines in', '127.0.0.1')
    .option('-o, --output <file>', 'write every event there as it arrived, the invalid ones too, one a line')
    .option('--exec <command>', 'run this command against the collector, and report when it has ended')
    .addOption(
      new Option('--timeout <seconds>', 'end the command, or without one the listening, after so long').argParser(
        seconds,
      ),
    )
    .addOption(
      new Option('--fail-on <level>', 'exit with 1 if there were such problems')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .addOption(new Option('--max-warnings <n>', 'fail if there are more warnings (default: no limit)').argParser(count))
    .option('--allow-empty', 'take it for success if no event comes from the command')
    .addOption(
      new Option('--keep <n>', 'how many events are held for those who ask for them').default(1000).argParser(positive),
    )
    .option('--allow-origin <origin>', 'let pages of this origin send events, and look at them; repeatable', collect)
    .option(
      '-f, --format <name[=file]>',
      'the report at the end, in the formats of validate; repeatable (default: pretty)',
      collect,
    )
    .addOption(new Option('--max-problems <n>', 'how many problems are shown (default: 100)').argParser(count))
    .addOption(
      new Option('--max-conversations <n>', 'how many conversations are kept in mind (default: 50000)').argParser(
        conversationLimit,
      ),
    )
    .option('--forward', 'pass the valid events on to a Segment source')
    .option(
      '--write-key <key>',
      'the write key of that source; others on this machine may see it (default: SEGMENT_WRITE_KEY)',
    )
    .option('--write-key-file <file>', 'read that write key from a file, or - for stdin')
    .addOption(new Option('--region <region>', 'the region of its workspace (default: us)').choices(['us', 'eu']))
    .option('--host <url>', 'another endpoint to pass them on to')
    .addHelpText('after', EXAMPLES);
}
