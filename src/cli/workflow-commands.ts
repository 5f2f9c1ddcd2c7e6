import type { Command } from 'commander';
import { Option } from 'commander';
import type { Io } from '../io.js';
import type { RunResult } from './exit-code.js';

const EXAMPLES = {
  explain: `
Examples:
  copilot-events explain schema/required
  copilot-events explain 'track/*'
  copilot-events explain | less`,
  init: `
Examples:
  copilot-events init
  copilot-events init --yes --ci github`,
  completion: `
Examples:
  source <(copilot-events completion bash)      # in ~/.bashrc
  source <(copilot-events completion zsh)       # in ~/.zshrc
  copilot-events completion fish | source       # in ~/.config/fish/config.fish`,
};

/** Adds the commands around the checking of logs: what a rule means, how a project begins, what the shell completes. */
export function addWorkflowCommands(program: Command, io: Io, done: (result: RunResult) => void): void {
  program
    .command('explain')
    .description('say what a rule means, with a bad and a good example, and how to silence it')
    .argument('[rules...]', 'ids or patterns such as track/*; none: list all rules')
    .option('--color', 'colour, whatever the terminal says')
    .option('--no-color', 'no colour')
    .addHelpText('after', EXAMPLES.explain)
    .action(async (rules: string[], options) => {
      const { explain } = await import('./commands/explain/explain.js');
      done(await explain(rules, options, io));
    });

  program
    .command('init')
    .description('give a project a config, a CI job and a sample log; shows them first')
    .option('-y, --yes', 'write without asking; files that are there stay as they are')
    .addOption(
      new Option('--ci <system>', 'what runs the job (default: what files and remotes tell)').choices([
        'github',
        'gitlab',
        'none',
      ]),
    )
    .option('--color', 'colour, whatever the terminal says')
    .option('--no-color', 'no colour')
    .addHelpText('after', EXAMPLES.init)
    .action(async (options) => {
      const { init } = await import('./commands/init/init.js');
      done(await init(options, io));
    });

  program
    .command('completion')
    .description('print the script that completes commands, options, rules and events in a shell')
    .argument('<shell>', 'bash, zsh or fish')
    .argument('[words...]', 'the words of a command line, for the script itself: print how the last one may go on')
    .addHelpText('after', EXAMPLES.completion)
    .action(async (shell: string, words: string[]) => {
      const { completion } = await import('./commands/completion/completion.js');
      done(await completion(shell, words, program, io));
    });
}
