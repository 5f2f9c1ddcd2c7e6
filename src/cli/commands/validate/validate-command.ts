import type { FlagsOf } from '../../define-command.js';
import { defineCommand, flag, parsed, text } from '../../define-command.js';
import { keptFile, partitions, partNumber, positive, threads } from '../../option-values.js';
import {
  CONVERSATION_ORDER,
  INPUT_OPTIONS,
  MAX_PROBLEMS,
  MAX_WARNINGS,
  PATHS,
  REPORTS_OR_SHARD,
} from '../../shared-options.js';

const OPTIONS = [
  REPORTS_OR_SHARD,
  MAX_WARNINGS,
  MAX_PROBLEMS,
  parsed('--jobs <n>', 'how many threads check a large log (default: one per core)', threads),
  parsed('--shard <i/n>', 'read one of n parts of all logs, such as 2/8; with -f shard=<file>', partNumber, {
    values: [],
  }),
  parsed('--print-splits <bytes>', 'print the logs, cut into splits of at most this size, and exit', positive),
  text('--splits <file>', 'read the splits that this file lists, one per line; with -f shard=<file>'),
  parsed('--partitions <n>', 'write the facts for rules across records as n parts of the shard', partitions),
  text('--valid-out <file>', 'write the valid records to this file, byte for byte'),
  text('--invalid-out <file>', 'write the invalid records to this file, byte for byte'),
  parsed('--baseline <file>', 'leave out the known problems that this file lists; only new ones fail', keptFile),
  flag('--no-baseline', 'use no baseline, whatever the config says'),
  flag('--update-baseline', 'write all current problems to the baseline'),
  text(
    '--release-field <field>',
    'the field that names the release of an event, for html reports (default: context.app.version)',
  ),
  flag('--print-config', 'print the settings in force and where each comes from, then exit'),
  CONVERSATION_ORDER,
  ...INPUT_OPTIONS,
] as const;

export type ValidateFlags = FlagsOf<typeof OPTIONS>;

export const validateCommand = defineCommand({
  name: 'validate',
  summary: 'check logs and report every problem with its place and its fix',
  arguments: [PATHS],
  options: OPTIONS,
  examples: [
    "copilot-events validate logs/ 'archive/**/*.ndjson.gz'",
    'copilot-events validate log.ndjson -f pretty -f json=report.json',
    'copilot-events validate log.ndjson -f github -f sarif=events.sarif',
    "copilot-events validate log.ndjson --rule 'track/*=off' --rule time/in-the-future=error",
    'copilot-events validate log.ndjson --valid-out good.ndjson --invalid-out bad.ndjson',
    'copilot-events validate logs/ --baseline copilot-events.baseline --update-baseline',
    'copilot-events validate logs/ --shard 1/4 -f shard=part-1.shard',
  ],
  notes: ['Exit codes: 0 no errors, 1 problems found, 2 the job could not be done, 130 interrupted.'],
  run: async ([paths], flags, io) => (await import('./validate.js')).validate(paths, flags, io),
});
