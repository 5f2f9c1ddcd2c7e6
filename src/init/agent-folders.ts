import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What shows that a project is worked on with Claude Code, which looks for skills in a folder of its own. */
const CLAUDE_TRACES = ['.claude', 'CLAUDE.md'];

/** What shows that it is worked on with others. They look in `.agents/skills`, as the Agent Skills standard recommends. */
const OTHER_TRACES = [
  '.agents',
  '.codex',
  '.cursor',
  '.gemini',
  '.github/copilot-instructions.md',
  'AGENTS.md',
  'GEMINI.md',
];

/** The folders in which the agents of a project look for skills: those with traces, else the one that most agents know. */
export function skillFolders(root: string): string[] {
  const has = (traces: readonly string[]): boolean => traces.some((trace) => existsSync(join(root, trace)));
  const isClaude = has(CLAUDE_TRACES);
  return [
    ...(isClaude ? [join(root, '.claude/skills')] : []),
    ...(!isClaude || has(OTHER_TRACES) ? [join(root, '.agents/skills')] : []),
  ];
}
