import type { FlagsOf } from '../../define-command.js';
import { choice, defineCommand, flag } from '../../define-command.js';
import { COLOR_OPTIONS } from '../../shared-options.js';

const OPTIONS = [
  flag('-y, --yes', 'write without asking; existing files stay as they are'),
  choice('--ci <system>', 'what runs the job (default: detected from files and git remotes)', [
    'github',
    'gitlab',
    'none',
  ]),
  flag(
    '--agent',
    'write only a skill that shows coding agents how to send and prove the events; with --ci, the rest, too',
  ),
  ...COLOR_OPTIONS,
] as const;

export type InitFlags = FlagsOf<typeof OPTIONS>;

export const initCommand = defineCommand({
  name: 'init',
  summary: 'give a project a config, a CI job and a sample log, and show them first',
  arguments: [],
  options: OPTIONS,
  examples: ['copilot-events init', 'copilot-events init --yes --ci github', 'copilot-events init --agent'],
  run: async (_, flags, io) => (await import('./init.js')).init(flags, io),
});
