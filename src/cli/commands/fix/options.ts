import type { Command } from 'commander';
import { Option } from 'commander';
import { collect, count } from '../../option-values.js';

const EXAMPLES = `
Examples:
  copilot-events fix log.ndjson --diff
  copilot-events fix log.ndjson -o fixed.ndjson
  copilot-events fix --in-place 'logs/**/*.ndjson' --only 'property/*' --only event/misspelled-name
  kubectl logs my-copilot | grep '^{' | copilot-events fix --defaults | copilot-events send --write-key-file key.txt
  copilot-events fix log.ndjson --redact email,phone -o masked.ndjson

Exit codes: 0 no errors are left, 1 some are, 2 the job could not be done, 130 interrupted.`;

/** Gives a command the options of `fix`, beside those that every command which reads records has. */
export function withFixOptions(command: Command): Command {
  return command
    .description('fix in logs what has one right answer, and leave all else byte for byte')
    .argument('[paths...]', 'files, directories, globs, or - for stdin; none: the config’s files, else stdin')
    .option('-o, --output <file>', 'write the result there instead of stdout; packed if the name ends in .gz')
    .option('--in-place', 'put each result in the place of its log, in one step; logs without a fix stay untouched')
    .option('--diff', 'write nothing; show which fields would be fixed, and how')
    .option('--only <glob>', 'fix only the problems of these rules; repeatable', collect)
    .option('--defaults', 'fill in what the spec means where it is left out: the roles')
    .option('--redact <kinds>', 'mask email, phone, card, iban, key or all in free text; repeatable', collect)
    .option(
      '-f, --format <name[=file]>',
      'pretty (on stderr) or json: the summary and what is left; repeatable',
      collect,
    )
    .addOption(new Option('--max-problems <n>', 'how many problems stderr shows (default: 100)').argParser(count))
    .addHelpText('after', EXAMPLES);
}
