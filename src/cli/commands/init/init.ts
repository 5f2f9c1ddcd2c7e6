import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { agentSkill } from '../../../agent-skill.js';
import { Failure, systemReason } from '../../../failure.js';
import type { PlannedFile } from '../../../init/planned-files.js';
import { planFiles } from '../../../init/planned-files.js';
import type { Project } from '../../../init/project.js';
import { lookAtProject } from '../../../init/project.js';
import type { Io } from '../../../io.js';
import { countOf } from '../../../text/count.js';
import type { Paint } from '../../../text/paint.js';
import { paintFor } from '../../color.js';
import type { RunResult } from '../../exit-code.js';
import { TOOL } from '../../version.js';
import type { InitFlags } from './init-command.js';
import { askWhether, askWhich, Cancelled } from './questions.js';

const INDENT = '    ';

/** A file as it will be, its long lines cut. */
function preview({ shown, content, state, todos }: PlannedFile, paint: Paint, columns: number): string {
  if (state === 'same') return `${paint.bold(shown)}  ${paint.dim('is there already')}\n`;
  const mark = state === 'new' ? paint.green('new') : paint.magenta('exists with other contents');
  const width = columns - INDENT.length;
  const lines = content
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : INDENT + (line.length > width ? `${line.slice(0, width - 1)}…` : line)));
  const by = todos.map((todo) => `${INDENT}${paint.bold('then')} ${todo}\n`).join('');
  return `${paint.bold(shown)}  ${mark}\n${paint.dim(lines.join('\n'))}\n${by}`;
}

async function write({ path, shown, content, state }: PlannedFile): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    // What has come into being since the preview is not overwritten either.
    await writeFile(path, content, { flag: state === 'new' ? 'wx' : 'w' });
  } catch (cause) {
    throw new Failure('unwritable-output', `cannot write ${shown}: ${systemReason(cause)}`, { cause });
  }
}

/** Asks about all new files at once, and about each that would be overwritten. */
async function chooseFiles(planned: readonly PlannedFile[], io: Io): Promise<PlannedFile[]> {
  const fresh = planned.filter(({ state }) => state === 'new');
  const chosen: PlannedFile[] = [];
  if (fresh.length > 0 && (await askWhether(`Write ${countOf(fresh.length, 'new file')}?`, true, io))) {
    chosen.push(...fresh);
  }
  for (const file of planned) {
    if (file.state !== 'differs') continue;
    if (await askWhether(`Overwrite ${file.shown}, which has other contents?`, false, io)) chosen.push(file);
  }
  return chosen;
}

function nextSteps(
  planned: readonly PlannedFile[],
  written: readonly PlannedFile[],
  { hasDependency }: Project,
  paint: Paint,
): string {
  const todos = written.flatMap(({ shown, todos }) => todos.map((todo) => `  ${shown}: ${todo}\n`));
  const validate = `${hasDependency ? 'npx --no ' : ''}copilot-events validate`;
  const kept = planned.filter((file) => file.state === 'differs' && !written.includes(file));
  return [
    `${paint.green('✔')} ${written.length === 0 ? 'nothing to write' : `wrote ${countOf(written.length, 'file')}`}`,
    ...(kept.length === 0 ? [] : [`, kept ${kept.map(({ shown }) => shown).join(', ')} as it was`]),
    `\n${todos.join('')}\nNext:  ${paint.bold(validate)}\n`,
    'Then put your own logs beside the sample, or name them in the config under files.\n',
  ].join('');
}

/**
 * Gives a project a config, a sample log, a CI job, and with `--agent` a skill for coding agents, after showing them. Overwrites nothing without asking; with `--yes`
 * it does not ask, and overwrites nothing.
 * @throws {Failure} if nobody can be asked, or a file cannot be written.
 */
export async function init({ yes, ci: chosen, agent, color }: InitFlags, io: Io): Promise<RunResult> {
  const paint = await paintFor(io.stdout, io.env, color);
  const interactive = yes !== true && io.stdin.isTTY === true && io.stdout.isTTY === true;
  try {
    const project = await lookAtProject(io.cwd());
    const detected = chosen ?? project.ci ?? (interactive ? await askWhich(io) : 'none');
    const ci = detected === 'none' ? undefined : detected;
    const skill = agent === true ? await agentSkill() : undefined;
    const planned = await planFiles(project, { ci, skill, version: TOOL.version });
    io.stdout.write(`${planned.map((file) => preview(file, paint, io.stdout.columns || 100)).join('\n')}\n`);
    if (chosen === undefined && ci === undefined) {
      io.stdout.write('No CI was found; --ci github or --ci gitlab writes a job.\n\n');
    }
    if (!interactive && yes !== true) {
      throw new Failure('bad-usage', 'nothing was written: there is no terminal to ask on', {
        hint: 'copilot-events init --yes writes what is shown as new',
      });
    }
    const written = interactive ? await chooseFiles(planned, io) : planned.filter(({ state }) => state === 'new');
    for (const file of written) await write(file);
    io.stdout.write(nextSteps(planned, written, project, paint));
    return {};
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    io.stderr.write('copilot-events: interrupted; nothing was written\n');
    return { interrupted: true };
  }
}
