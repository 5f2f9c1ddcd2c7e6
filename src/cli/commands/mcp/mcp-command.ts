import { defineCommand } from '../../define-command.js';

export const mcpCommand = defineCommand({
  name: 'mcp',
  summary: 'serve explain, validate, fix, convert and what came to listen to a coding agent, over stdio',
  arguments: [],
  options: [],
  examples: ['copilot-events mcp', 'npx --no copilot-events mcp'],
  notes: [
    'Speaks the Model Context Protocol. Reads only files below the working directory, writes none, and masks values.',
  ],
  run: async (_, __, io) => (await import('./mcp.js')).mcp(io),
});
