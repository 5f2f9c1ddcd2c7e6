import type { FlagsOf } from '../../define-command.js';
import { choice, defineCommand, flag, parsed, text, texts, withDefault } from '../../define-command.js';
import { positive, recordSize } from '../../option-values.js';
import { MAX_PROBLEMS, outputOption, REDACT, RULE_OPTIONS, SUMMARY_FORMATS } from '../../shared-options.js';

const OPTIONS = [
  withDefault(
    text('--from <format>', 'the format of the transcripts; auto detects it from each file’s first record', {
      values: 'transcript-formats',
    }),
    'auto',
  ),
  texts(
    '--map <field=path>',
    'where a field stands in a record or a row: conversation, id, role, text, answer, time, user, action, type, component or rating',
  ),
  texts('--where <path=value>', 'convert only records with this value; path!=value for those without it'),
  text('--user-id <id>', 'the user of all conversations that name none'),
  text('--user-id-from <path>', 'where the user’s id stands in a record'),
  text('--anonymous-id <id>', 'an anonymous id for all, or “conversation” for the conversation’s own id'),
  text('--conversation-id <id>', 'the conversation of everything that names none'),
  text(
    '--conversation-id-from <source>',
    'where the conversation’s id comes from: a path in the record, file, trace (each trace is one), or history (rebuilt from requests that repeat)',
  ),
  text('--start <date-time>', 'the first time of conversations without times; each message follows a second later'),
  flag('--no-timestamps', 'write no timestamps'),
  text('--time-zone <name>', 'the time zone of times without one, such as Europe/Berlin'),
  withDefault(
    choice(
      '--end <when>',
      'when Conversation Ended is written: if the source states it, behind the last message, or never',
      ['stated', 'last', 'none'],
    ),
    'stated',
  ),
  withDefault(
    choice('--branches <which>', 'convert only what was shown last, or also edited questions and replaced answers', [
      'shown',
      'all',
    ]),
    'shown',
  ),
  flag('--include-tests', 'convert conversations in which a bot’s makers tried it out'),
  flag('--media', 'count a bot’s attachments and files as media that it made'),
  texts(
    '--feedback <name[=up:1,down:0]>',
    'a score that is the customer’s rating, and the numbers that its texts mean',
  ),
  texts('--component <tool:name>', 'a tool that draws a widget: Component Loaded instead of Action Invoked'),
  texts('--role <role=word>', 'the source’s word for ai_agent, human_agent, agent or customer'),
  withDefault(choice('--bodies <which>', 'write the messages’ texts, or leave them empty', ['full', 'none']), 'full'),
  flag('--details', 'add what the source states of each message: model, finish_reason, input_tokens, output_tokens'),
  REDACT,
  parsed('--limit <n>', 'write only the first conversations', positive),
  flag('--dry-run', 'write no events; show what would be written'),
  outputOption('the events (gzipped if the name ends in .gz)'),
  SUMMARY_FORMATS,
  MAX_PROBLEMS,
  ...RULE_OPTIONS,
  parsed('--max-record-size <bytes>', 'the size of the largest record to read (default: 16777216)', recordSize),
  flag('--allow-empty', 'exit with 0 if there is no input'),
] as const;

export type ConvertFlags = FlagsOf<typeof OPTIONS>;

export const convertCommand = defineCommand({
  name: 'convert',
  summary: 'make events of transcripts and traces: logs of model APIs, exports, tables',
  arguments: [
    { name: '[paths...]', summary: 'files, directories, globs, or - for stdin; default: stdin', mayBeEmpty: true },
  ],
  options: OPTIONS,
  examples: [
    'copilot-events convert requests.jsonl --user-id-from request.user --dry-run',
    'copilot-events convert chats.jsonl --anonymous-id conversation --start 2024-05-15T15:00:00Z -o events.ndjson',
    'copilot-events convert messages.csv --from rows --map conversation=chat_id --map text=body --user-id-from customer_id',
    'copilot-events convert traces.json | copilot-events send - --write-key-file key.txt',
  ],
  notes: [
    'Exit codes: 0 all was converted, 1 some records could not be read, 2 the job could not be done, 130 interrupted.',
  ],
  run: async ([paths], flags, io) => (await import('./convert.js')).convert(paths, flags, io),
});
