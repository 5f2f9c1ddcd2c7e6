import { CONVERSATION_ORDERS } from '../check/conversation-order.js';
import { INPUT_FORMATS } from '../input/read-records.js';
import { STDIN_FILE } from '../problem/problem.js';
import { choice, flag, onByDefault, parsed, text, texts, withDefault } from './define-command.js';
import { count, recordSize } from './option-values.js';

/** The argument of every command that reads logs. */
export const PATHS = {
  name: '[paths...]',
  summary: 'files, directories, globs, or - for stdin; default: the files of the config, else stdin',
  // Refused with a hint of its own where paths are resolved.
  mayBeEmpty: true,
} as const;

/** Colours, for every command with coloured output. */
export const COLOR_OPTIONS = [
  flag('--color', 'use colors, whatever the terminal supports'),
  flag('--no-color', 'use no colors'),
] as const;

/** Which events there are. */
export const SCHEMA_OPTIONS = [
  texts('--schema <file|dir>', 'schemas of your own events, in addition to the spec’s or in place of them'),
  text('--tracking-plan <file>', 'a Segment tracking plan to check as well'),
  text(
    '--config <file>',
    'the config file (default: the nearest copilot-events.config.json or .mjs, searched upwards)',
  ),
  flag('--no-config', 'read no config file'),
] as const;

/** How records are checked. */
export const RULE_OPTIONS = [
  texts('--rule <glob=level>', 'set rules to error, warning or off; in order', { values: 'rule-settings' }),
  ...SCHEMA_OPTIONS,
  flag('--show-values', 'show the values of invalid fields, which are hidden by default'),
  flag('-q, --quiet', 'show no warnings and no progress; counts and exit code stay the same'),
  onByDefault('--no-frame', 'leave out the lines that show the record around a problem'),
  ...COLOR_OPTIONS,
] as const;

/** In which order the rules across records look at the records of a conversation. */
export const CONVERSATION_ORDER = choice(
  '--conversation-order <order>',
  'whether the records of a conversation are ordered by timestamp, or as they stand in the logs (default: time)',
  CONVERSATION_ORDERS,
);

/** How logs are read and their records checked. */
export const INPUT_OPTIONS = [
  ...RULE_OPTIONS,
  withDefault(choice('--input-format <format>', 'the format of the logs', INPUT_FORMATS), 'auto'),
  parsed('--max-record-size <bytes>', 'the size of the largest record to read (default: 16777216)', recordSize),
  flag('--allow-empty', 'exit with 0 if there is no input'),
  withDefault(text('--stdin-filename <name>', 'the name of stdin in reports'), STDIN_FILE),
] as const;

/** How many problems are shown. */
export const MAX_PROBLEMS = parsed(
  '--max-problems <n>',
  'how many problems the formats for people show (default: 100)',
  count,
);

/** How many warnings a run may have. */
export const MAX_WARNINGS = parsed('--max-warnings <n>', 'fail if there are more warnings (default: no limit)', count);

/** The reports of a check. */
export const REPORT_FORMATS = texts(
  '-f, --format <name[=file]>',
  'pretty, concise, json, ndjson, github, gitlab, sarif, junit, html or agent, to stdout or a file (default: pretty; agent where a coding agent runs the command)',
  { values: 'report-formats' },
);

/** The reports of a check, and what `merge` makes them from. */
export const REPORTS_OR_SHARD = texts(
  '-f, --format <name[=file]>',
  'pretty, concise, json, ndjson, github, gitlab, sarif, junit, html or agent, to stdout or a file (default: pretty; agent where a coding agent runs the command), or shard=<file>, for merge',
  { values: 'report-formats-and-shard' },
);

/** The reports that shards are merged to. */
export const MERGED_REPORTS = texts(
  '-f, --format <name[=file]>',
  'pretty, concise, json, ndjson, github, gitlab, sarif, junit, html or agent, to stdout or a file (default: pretty; agent where a coding agent runs the command), or shard=<file>',
  { values: 'report-formats-and-shard' },
);

/** The reports of a command that changes or sends records. */
export const SUMMARY_FORMATS = texts(
  '-f, --format <name[=file]>',
  'pretty or json: the summary and the problems, to stdout or a file (default: pretty)',
  { values: ['pretty', 'json'] },
);

/** Where the result of a command goes that makes one. `result`: what it is. */
export function outputOption(result: string) {
  return text('-o, --output <file>', `write ${result} to this file instead of stdout`);
}

/** The kinds of personal data to mask. */
export const REDACT = texts('--redact <kinds>', 'mask email, phone, card, iban, key or all in free text', {
  values: ['email', 'phone', 'card', 'iban', 'key', 'all'],
});

/** The Segment source that events go to. */
export const DESTINATION_OPTIONS = [
  text(
    '--write-key <key>',
    'the source’s write key; other users of this machine may see it (default: SEGMENT_WRITE_KEY)',
  ),
  text('--write-key-file <file>', 'read the write key from a file, or - for stdin'),
  choice('--region <region>', 'the region of the workspace (default: us)', ['us', 'eu']),
  text('--host <url>', 'another endpoint; /v1/batch is added to its path'),
] as const;
