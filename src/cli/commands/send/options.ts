import type { Command } from 'commander';
import { Option } from 'commander';
import { collect, count, lanes, positive } from '../../option-values.js';

const EXAMPLES = `
Examples:
  copilot-events send log.ndjson --write-key-file key.txt
  SEGMENT_WRITE_KEY=... copilot-events send logs/ -f json=sent.json
  copilot-events emit ... | copilot-events send --region eu
  copilot-events send log.ndjson --write-key-file key.txt --limit 10
  copilot-events send archive/ --write-key-file key.txt --checkpoint sent.json --rejected-out rejected.ndjson
  copilot-events send log.ndjson --host http://localhost:8080/segment --write-key test

Exit codes: 0 all accepted, 1 something was rejected or not delivered, 2 the job could not be done, 130 interrupted.`;

/** Gives a command the options of `send`, beside those that every command which reads records has. */
export function withSendOptions(command: Command): Command {
  return command
    .description('replay the valid records of logs to a Segment source')
    .argument('[paths...]', 'files, directories, globs, or - for stdin; none: the config’s files, else stdin')
    .option(
      '--write-key <key>',
      'the source’s write key; others on this machine may see it (default: SEGMENT_WRITE_KEY)',
    )
    .option('--write-key-file <file>', 'read the write key from a file, or - for stdin')
    .addOption(new Option('--region <region>', 'the workspace’s region (default: us)').choices(['us', 'eu']))
    .option('--host <url>', 'another endpoint; /v1/batch is put behind its path')
    .option('-f, --format <name[=file]>', 'pretty or json: the summary, to stdout or a file; repeatable', collect)
    .option('--dry-run', 'send nothing; say what would go out; needs no write key')
    .addOption(new Option('--limit <n>', 'send at most n records, as a trial, and read no further').argParser(positive))
    .option('--event <name>', 'send only this event, or with !name all others; repeatable', collect)
    .option('--since <date-time>', 'send only records of that time and later')
    .option('--until <date-time>', 'send only records from before that time')
    .option('--all-or-nothing', 'read the files a first time, and send nothing if a record would be rejected')
    .option('--checkpoint <file>', 'keep there what is settled, so that the same command goes on where it stopped')
    .addOption(
      new Option('--concurrency <n>', 'batches at a time; each user’s order holds (default: 1)').argParser(lanes),
    )
    .addOption(new Option('--rate <n>', 'events a second, 0 for no limit (default: 1000)').argParser(count))
    .option('--require-timestamp', 'reject records without a timestamp, which get the time of sending otherwise')
    .option('--new-message-ids <salt>', 'send with new ids, made from the old ones and this word: a second source')
    .option('--redact <kinds>', 'mask email, phone, card, iban, key or all in free text; repeatable', collect)
    .option('--rejected-out <file>', 'write the rejected records there, byte for byte')
    .option('--rejected-reasons <file>', 'write there why each was rejected, as NDJSON')
    .addOption(new Option('--max-problems <n>', 'how many problems stderr shows (default: 100)').argParser(count))
    .addHelpText('after', EXAMPLES);
}
