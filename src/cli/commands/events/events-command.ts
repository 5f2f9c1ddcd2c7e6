import type { FormName } from '../../../events/forms.js';
import type { FlagsOf } from '../../define-command.js';
import { choice, defineCommand, text, withDefault } from '../../define-command.js';
import { outputOption, SCHEMA_OPTIONS } from '../../shared-options.js';

const FORM_NAMES = [
  'table',
  'schema',
  'example',
  'typescript',
  'tracking-plan',
  'client',
  'client-python',
] as const satisfies readonly FormName[];

const OPTIONS = [
  withDefault(choice('--as <form>', 'the form of the list', FORM_NAMES), 'table'),
  outputOption('it'),
  text('--check <file>', 'write nothing; exit code 1 if this file does not hold it'),
  ...SCHEMA_OPTIONS,
] as const;

export type EventsFlags = FlagsOf<typeof OPTIONS>;

export const eventsCommand = defineCommand({
  name: 'events',
  summary: 'list the known events, your own included',
  arguments: [{ name: '[name]', summary: 'only this event', values: 'events' }],
  options: OPTIONS,
  examples: [
    'copilot-events events',
    'copilot-events events "Message Sent" --as example',
    'copilot-events events --schema schemas/ --as tracking-plan -o plan.json',
    'copilot-events events --schema schemas/ --as client -o src/events.ts',
    'copilot-events events --schema schemas/ --as client --check src/events.ts',
  ],
  run: async ([name], flags, io) => (await import('./events.js')).events(name, flags, io),
});
