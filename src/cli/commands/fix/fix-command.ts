import type { FlagsOf } from '../../define-command.js';
import { defineCommand, flag, texts } from '../../define-command.js';
import { INPUT_OPTIONS, MAX_PROBLEMS, outputOption, PATHS, REDACT, SUMMARY_FORMATS } from '../../shared-options.js';

const OPTIONS = [
  outputOption('the result (gzipped if the name ends in .gz)'),
  flag('--in-place', 'replace each log by its result, in one step; logs without a fix stay untouched'),
  flag('--diff', 'write nothing; show which fields would be fixed, and how'),
  texts('--only <glob>', 'fix only the problems of these rules', { values: 'rules' }),
  flag('--defaults', 'fill in the default of the spec where it is left out: the roles'),
  REDACT,
  SUMMARY_FORMATS,
  MAX_PROBLEMS,
  ...INPUT_OPTIONS,
] as const;

export type FixFlags = FlagsOf<typeof OPTIONS>;

export const fixCommand = defineCommand({
  name: 'fix',
  summary: 'fix problems that have a single correct fix; leave everything else untouched',
  arguments: [PATHS],
  options: OPTIONS,
  examples: [
    'copilot-events fix log.ndjson --diff',
    'copilot-events fix log.ndjson -o fixed.ndjson',
    "copilot-events fix --in-place 'logs/**/*.ndjson' --only 'property/*' --only event/misspelled-name",
    "kubectl logs my-copilot | grep '^{' | copilot-events fix - --defaults | copilot-events send - --write-key-file key.txt",
    'copilot-events fix log.ndjson --redact email,phone -o masked.ndjson',
  ],
  notes: ['Exit codes: 0 no errors are left, 1 some are, 2 the job could not be done, 130 interrupted.'],
  run: async ([paths], flags, io) => (await import('./fix.js')).fix(paths, flags, io),
});
