import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { agentSkill } from '../../../agent-skill.js';
import { Failure, systemReason } from '../../../failure.js';
import type { PlannedFile } from '../../../init/planned-files.js';
import { planFiles } from '../../../init/planned-files.js';
import type { Project } from '../../../init/project.js';
import { lookAtProject } from '../../../init/project.js';
import type { Io, OutputStream } from '../../../io.js';
import { showMessage } from '../../../output/show-message.js';
import { countOf } from '../../../text/count.js';
import type { Paint } from '../../../text/paint.js';
import { paintFor } from '../../color.js';
import type { RunResult } from '../../exit-code.js';
import { TOOL } from '../../version.js';
import type { InitFlags } from './init-command.js';
import { askWhether, askWhich, Cancelled } from './questions.js';

const INDENT = '    ';

/** What is known of a file: its path, and whether it is there. */
function heading({ shown, state }: PlannedFile, paint: Paint): string {
  if (state === 'same') return `${paint.bold(shown)}  ${paint.dim('is there already')}`;
  const mark = state === 'new' ? paint.green('new') : paint.magenta('exists with other contents');
  return `${paint.bold(shown)}  ${mark}`;
}

/** A file as it will be. `columns`: where its lines are cut; undefined for nowhere. */
function preview(file: PlannedFile, paint: Paint, columns: number | undefined): string {
  if (file.state === 'same') return `${heading(file, paint)}\n`;
  const width = columns === undefined ? Number.POSITIVE_INFINITY : columns - INDENT.length;
  const lines = file.content
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : INDENT + (line.length > width ? `${line.slice(0, width - 1)}…` : line)));
  const by = file.todos.map((todo) => `${INDENT}${paint.bold('then')} ${todo}\n`).join('');
  return `${heading(file, paint)}\n${paint.dim(lines.join('\n'))}\n${by}`;
}

/** The files before they are written: with their contents, unless nobody is asked about them. */
function filesText(planned: readonly PlannedFile[], yes: boolean, paint: Paint, stdout: OutputStream): string {
  if (yes) return planned.map((file) => `${heading(file, paint)}\n`).join('');
  const columns = stdout.isTTY === true ? stdout.columns || 100 : undefined;
  return planned.map((file) => preview(file, paint, columns)).join('\n');
}

/** The command that writes what is shown, with the options that were given. */
function sameCommand({ ci, agent }: InitFlags): string {
  return [
    'copilot-events init --yes',
    ...(agent === true ? ['--agent'] : []),
    ...(ci === undefined ? [] : ['--ci', ci]),
  ].join(' ');
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

/** What to do after everything is written: agents follow the skill, people check their logs. */
function nextStep(
  planned: readonly PlannedFile[],
  skills: readonly string[],
  { hasDependency }: Project,
  paint: Paint,
) {
  const tool = `${hasDependency ? 'npx --no ' : ''}copilot-events`;
  const read = skills.length === 0 ? '' : `Next:  read ${paint.bold(skills[0] ?? '')}, and follow it\n`;
  if (skills.length === planned.length) return read;
  const validate = `${skills.length === 0 ? 'Next' : 'Then'}:  ${paint.bold(`${tool} validate`)}\n`;
  return `${read}${validate}Then put your own logs beside the sample, or name them in the config under files.\n`;
}

function resultText(
  planned: readonly PlannedFile[],
  written: readonly PlannedFile[],
  project: Project,
  paint: Paint,
): string {
  const todos = written.flatMap(({ shown, todos }) => todos.map((todo) => `  ${shown}: ${todo}\n`));
  const kept = planned.filter((file) => file.state === 'differs' && !written.includes(file));
  const skills = planned.flatMap(({ shown }) => (shown.endsWith('SKILL.md') ? [shown] : []));
  return [
    `${paint.green('✔')} ${written.length === 0 ? 'nothing to write' : `wrote ${countOf(written.length, 'file')}`}`,
    ...(kept.length === 0 ? [] : [`, kept ${kept.map(({ shown }) => shown).join(', ')} as it was`]),
    `\n${todos.join('')}\n${nextStep(planned, skills, project, paint)}`,
  ].join('');
}

/**
 * Gives a project a config, a sample log and a CI job, after showing them; with `--agent` only a skill for coding agents, unless `--ci`
 * asks for the rest. Overwrites nothing without asking; with `--yes` it does not ask, and overwrites nothing.
 * @throws {Failure} if nobody can be asked, or a file cannot be written.
 */
export async function init(flags: InitFlags, io: Io): Promise<RunResult> {
  const { yes = false, ci: chosen, agent, color } = flags;
  const paint = await paintFor(io.stdout, io.env, color);
  const interactive = !yes && io.stdin.isTTY === true && io.stdout.isTTY === true;
  const onlySkill = agent === true && chosen === undefined;
  try {
    const project = await lookAtProject(io.cwd());
    const detected = chosen ?? project.ci ?? (interactive && !onlySkill ? await askWhich(io) : 'none');
    const ci = detected === 'none' ? undefined : detected;
    const skill = agent === true ? await agentSkill() : undefined;
    const planned = await planFiles(project, { ci, skill, onlySkill, version: TOOL.version });
    io.stdout.write(`${filesText(planned, yes, paint, io.stdout)}\n`);
    if (chosen === undefined && ci === undefined && !onlySkill) {
      io.stdout.write('No CI was found; --ci github or --ci gitlab writes a job.\n\n');
    }
    if (!interactive && !yes) {
      throw new Failure('bad-usage', 'nothing was written: there is no terminal to ask on', {
        hint: `${sameCommand(flags)} writes what is shown as new`,
      });
    }
    const written = interactive ? await chooseFiles(planned, io) : planned.filter(({ state }) => state === 'new');
    for (const file of written) await write(file);
    io.stdout.write(resultText(planned, written, project, paint));
    return {};
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    showMessage('interrupted; nothing was written', io);
    return { interrupted: true };
  }
}
