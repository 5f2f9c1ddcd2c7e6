import type { FlagsOf } from '../../define-command.js';
import { defineCommand, flag, text } from '../../define-command.js';
import { outputOption, RULE_OPTIONS } from '../../shared-options.js';

const OPTIONS = [
  flag('--identify', 'make an identify call; the fields are its traits'),
  text('--user-id <id>', 'the id of the user'),
  text('--anonymous-id <id>', 'the id of a user who is not known'),
  text('--timestamp <date-time>', 'when it happened (default: now)'),
  text('--message-id <id>', 'Segment’s id of the call (default: a new one)'),
  text('--json <object>', 'further fields of the record; the other options win'),
  outputOption('the line'),
  ...RULE_OPTIONS,
] as const;

export type EmitFlags = FlagsOf<typeof OPTIONS>;

export const emitCommand = defineCommand({
  name: 'emit',
  summary: 'make one checked event and print it as a line of NDJSON',
  arguments: [
    { name: '[event]', summary: 'the name of the event', values: 'events' },
    {
      name: '[fields...]',
      summary: 'key=value, with the type that the event’s schema has, or key:=json',
      values: 'event-fields',
    },
  ],
  options: OPTIONS,
  examples: [
    'copilot-events emit "Message Sent" conversationId=c1 messageId=m1 message_body="Where is it?" --user-id u1',
    'copilot-events emit "Feedback Submitted" conversationId=c1 rating=5 --anonymous-id a1 >> log.ndjson',
    'copilot-events emit --identify plan=pro --user-id u1',
    'copilot-events emit "Message Sent" --help',
  ],
  async extraHelp(argv, io) {
    const [{ emitHelp }, { helpRegistry }] = await Promise.all([
      import('../../../emit/event-help.js'),
      import('./help-registry.js'),
    ]);
    return emitHelp(argv, await helpRegistry(argv, io));
  },
  run: async ([event, fields], flags, io) => (await import('./emit.js')).emit(event, fields, flags, io),
});
