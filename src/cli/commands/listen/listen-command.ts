import type { FlagsOf } from '../../define-command.js';
import { choice, defineCommand, flag, parsed, text, texts, withDefault } from '../../define-command.js';
import { port, positive, seconds } from '../../option-values.js';
import { DESTINATION_OPTIONS, MAX_PROBLEMS, MAX_WARNINGS, REPORT_FORMATS, RULE_OPTIONS } from '../../shared-options.js';

const OPTIONS = [
  parsed(
    '--port <n>',
    'the port; 0 for any free one (default: 8787, with --exec any free one if that is in use)',
    port,
  ),
  withDefault(
    text('--bind <address>', 'the address to listen on; any other than 127.0.0.1 is open to other machines'),
    '127.0.0.1',
  ),
  text('-o, --output <file>', 'add every event to the end of this file as it arrived, invalid ones too, one per line'),
  text('--exec <command>', 'run this command against the collector, and report when it has ended'),
  texts('--expect <event[=n]>', 'exit with 1 unless this event, or a call such as identify, comes, at least n times', {
    values: 'events',
  }),
  parsed('--timeout <seconds>', 'end the command, or without one the listening, after this time', seconds),
  withDefault(
    choice('--fail-on <level>', 'exit with 1 if there are problems of this severity', ['error', 'warning', 'never']),
    'error',
  ),
  MAX_WARNINGS,
  flag('--allow-empty', 'exit with 0 if no event comes from the command'),
  withDefault(parsed('--keep <n>', 'how many events are kept for the page and the API', positive), 1000),
  texts('--allow-origin <origin>', 'let pages of this origin send events and read them'),
  text('--user-id <id>', 'the user of traces that name none'),
  text(
    '--conversation-id-from <source>',
    'where the conversation of a trace stands: a path in the attributes of its spans, or trace (each trace is one)',
  ),
  REPORT_FORMATS,
  MAX_PROBLEMS,
  flag('--forward', 'forward the valid events to a Segment source'),
  ...DESTINATION_OPTIONS,
  ...RULE_OPTIONS,
] as const;

export type ListenFlags = FlagsOf<typeof OPTIONS>;

export const listenCommand = defineCommand({
  name: 'listen',
  summary: 'collect events as Segment’s API does, and check each as it arrives',
  arguments: [],
  options: OPTIONS,
  examples: [
    'copilot-events listen',
    "copilot-events listen --exec 'npm test'",
    "copilot-events listen --exec 'npm test' --expect 'Message Sent' --expect 'Feedback Submitted'",
    "copilot-events listen --port 0 --exec 'npm test' --fail-on warning -f pretty -f junit=events.xml",
    'copilot-events listen -o captured.ndjson',
    'copilot-events listen --forward --write-key-file key.txt',
  ],
  notes: [
    'Open its address in a browser to see the events and their problems as they come.',
    `The command finds the collector’s address in SEGMENT_HOST, SEGMENT_API_HOST and SEGMENT_CDN_URL, and a key to use with it in
SEGMENT_WRITE_KEY.`,
    'Exit codes: 0 no errors, 1 problems found, 2 the job could not be done (also: no event came); the command’s own if it failed.',
  ],
  run: async (_, flags, io) => (await import('./listen.js')).listen(flags, io),
});
