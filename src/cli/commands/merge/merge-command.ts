import { STEPS } from '../../../shard/step.js';
import type { FlagsOf } from '../../define-command.js';
import { choice, defineCommand, flag, onByDefault, parsed, text } from '../../define-command.js';
import { keptFile } from '../../option-values.js';
import { COLOR_OPTIONS, MAX_PROBLEMS, MAX_WARNINGS, MERGED_REPORTS } from '../../shared-options.js';

const OPTIONS = [
  MERGED_REPORTS,
  MAX_WARNINGS,
  MAX_PROBLEMS,
  parsed('--baseline <file>', 'leave out the known problems that this file lists; only new ones fail', keptFile),
  flag('--no-baseline', 'use no baseline, whatever the config says'),
  flag('--update-baseline', 'write all current problems to the baseline'),
  choice(
    '--step <step>',
    'for the parts of one partition: check the rules across records, or look message ids up; writes a shard',
    STEPS,
  ),
  text(
    '--config <file>',
    'the config file (default: the nearest copilot-events.config.json or .mjs, searched upwards)',
  ),
  flag('--no-config', 'read no config file'),
  flag('-q, --quiet', 'show no warnings; counts and exit code stay the same'),
  onByDefault('--no-frame', 'leave out the lines that show the record around a problem'),
  ...COLOR_OPTIONS,
] as const;

export type MergeFlags = FlagsOf<typeof OPTIONS>;

export const mergeCommand = defineCommand({
  name: 'merge',
  summary: 'make the reports of one run from the shards of several',
  arguments: [
    { name: '<shards...>', summary: 'files that validate -f shard=<file> or merge wrote, in the order of their logs' },
  ],
  options: OPTIONS,
  examples: [
    'copilot-events merge part-*.shard',
    'copilot-events merge part-*.shard -f github -f sarif=events.sarif --max-warnings 0',
    'copilot-events merge monday/*.shard -f shard=monday.shard',
    'copilot-events merge part-1-of-*.shard --step reduce -f shard=found-1.shard',
  ],
  notes: ['Exit codes: 0 no errors, 1 problems found, 2 the job could not be done, 130 interrupted.'],
  run: async ([shards], flags, io) => (await import('./merge.js')).merge(shards, flags, io),
});
