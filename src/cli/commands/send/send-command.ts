import type { FlagsOf } from '../../define-command.js';
import { defineCommand, flag, parsed, text, texts } from '../../define-command.js';
import { connections, count, keptFile, positive } from '../../option-values.js';
import {
  CONVERSATION_ORDER,
  DESTINATION_OPTIONS,
  INPUT_OPTIONS,
  MAX_PROBLEMS,
  PATHS,
  REDACT,
  SUMMARY_FORMATS,
} from '../../shared-options.js';

const OPTIONS = [
  ...DESTINATION_OPTIONS,
  SUMMARY_FORMATS,
  flag('--dry-run', 'send nothing; show what would be sent; needs no write key'),
  parsed('--limit <n>', 'send at most n records, as a trial, and read no further', positive),
  texts('--event <name>', 'send only this event, or with !name all others', { values: 'event-filters' }),
  text('--since <date-time>', 'send only records from this time or later'),
  text('--until <date-time>', 'send only records from before this time'),
  flag('--all-or-nothing', 'check all files first, and send nothing if any record would be rejected'),
  parsed(
    '--checkpoint <file>',
    'keep the progress in this file, so that the same command continues where it stopped',
    keptFile,
  ),
  parsed('--concurrency <n>', 'batches at a time; each user’s order holds (default: 1)', connections),
  parsed('--rate <n>', 'events per second, 0 for no limit (default: 1000)', count),
  flag('--require-timestamp', 'reject records without a timestamp, which otherwise get the time of sending'),
  text('--new-message-ids <salt>', 'send with new ids, made from the old ones and this word, for a second source'),
  REDACT,
  text('--rejected-out <file>', 'write the rejected records to this file, byte for byte'),
  text('--rejected-reasons <file>', 'write to this file why each record was rejected, as NDJSON'),
  MAX_PROBLEMS,
  CONVERSATION_ORDER,
  ...INPUT_OPTIONS,
] as const;

export type SendFlags = FlagsOf<typeof OPTIONS>;

export const sendCommand = defineCommand({
  name: 'send',
  summary: 'replay the valid records of logs to a Segment source',
  arguments: [PATHS],
  options: OPTIONS,
  examples: [
    'copilot-events send log.ndjson --write-key-file key.txt',
    'SEGMENT_WRITE_KEY=... copilot-events send logs/ -f json=sent.json',
    'copilot-events emit ... | copilot-events send - --region eu',
    'copilot-events send log.ndjson --write-key-file key.txt --limit 10',
    'copilot-events send archive/ --write-key-file key.txt --checkpoint sent.json --rejected-out rejected.ndjson',
    'copilot-events send log.ndjson --host http://localhost:8080/segment --write-key test',
  ],
  notes: [
    'Exit codes: 0 all accepted, 1 something was rejected or not delivered, 2 the job could not be done, 130 interrupted.',
  ],
  run: async ([paths], flags, io) => (await import('./send.js')).send(paths, flags, io),
});
