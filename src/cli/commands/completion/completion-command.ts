import { defineCommand } from '../../define-command.js';

export const completionCommand = defineCommand({
  name: 'completion',
  summary: 'print the script that completes commands, options, rules and events in a shell',
  arguments: [
    { name: '<shell>', summary: 'bash, zsh or fish', values: ['bash', 'zsh', 'fish'] },
    {
      name: '[words...]',
      summary: 'for the script itself: the words of a command line; prints what may follow',
      values: [],
      mayBeEmpty: true,
    },
  ],
  options: [],
  examples: [
    'source <(copilot-events completion bash)      # in ~/.bashrc',
    'source <(copilot-events completion zsh)       # in ~/.zshrc',
    'copilot-events completion fish | source       # in ~/.config/fish/config.fish',
  ],
  run: async ([shell, words], _, io, commands) =>
    (await import('./completion.js')).completion(shell, words, commands, io),
});
