import { completionCommand } from './commands/completion/completion-command.js';
import { convertCommand } from './commands/convert/convert-command.js';
import { emitCommand } from './commands/emit/emit-command.js';
import { eventsCommand } from './commands/events/events-command.js';
import { explainCommand } from './commands/explain/explain-command.js';
import { fixCommand } from './commands/fix/fix-command.js';
import { initCommand } from './commands/init/init-command.js';
import { listenCommand } from './commands/listen/listen-command.js';
import { mcpCommand } from './commands/mcp/mcp-command.js';
import { mergeCommand } from './commands/merge/merge-command.js';
import { sendCommand } from './commands/send/send-command.js';
import { validateCommand } from './commands/validate/validate-command.js';
import type { CommandDefinition } from './define-command.js';

/** All commands, in the order in which help lists them. */
export const COMMANDS: readonly CommandDefinition[] = [
  validateCommand,
  sendCommand,
  fixCommand,
  convertCommand,
  listenCommand,
  emitCommand,
  eventsCommand,
  explainCommand,
  initCommand,
  mergeCommand,
  mcpCommand,
  completionCommand,
];
