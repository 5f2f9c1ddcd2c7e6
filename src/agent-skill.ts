import { readFile } from 'node:fs/promises';
import { Failure } from './failure.js';

/** Where the package has the skill, as seen from `src/` and from the bundles in `dist/` alike. */
const SKILL = new URL('../skills/copilot-events/SKILL.md', import.meta.url);

/** The skill that shows coding agents how to send the events and to prove that they arrive. @throws {Failure} if it is missing. */
export async function agentSkill(): Promise<string> {
  try {
    return await readFile(SKILL, 'utf8');
  } catch (cause) {
    throw new Failure('broken-installation', 'the skill for coding agents is missing', {
      hint: 'install the package again',
      cause,
    });
  }
}
