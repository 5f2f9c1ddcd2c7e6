import type { FlagsOf } from '../../define-command.js';
import { defineCommand } from '../../define-command.js';
import { COLOR_OPTIONS } from '../../shared-options.js';

export type ExplainFlags = FlagsOf<typeof COLOR_OPTIONS>;

export const explainCommand = defineCommand({
  name: 'explain',
  summary: 'explain a rule, with a bad and a good example and how to turn it off',
  arguments: [
    { name: '[rules...]', summary: 'ids or patterns such as track/*; default: list all rules', values: 'rules' },
  ],
  options: COLOR_OPTIONS,
  examples: [
    'copilot-events explain schema/required',
    "copilot-events explain 'track/*'",
    'copilot-events explain | less',
  ],
  run: async ([rules], flags, io) => (await import('./explain.js')).explain(rules, flags, io),
});
