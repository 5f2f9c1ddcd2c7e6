import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createCheck } from '../../../check/check-record.js';
import { ruleLevels } from '../../../check/rule-levels.js';
import { FORMS } from '../../../events/forms.js';
import { Failure, systemReason } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { openOutput, STDOUT } from '../../../output/open-output.js';
import { showMessage } from '../../../output/show-message.js';
import type { EventSchema } from '../../../schema/event-schema.js';
import { isCall } from '../../../schema/event-schema.js';
import type { Registry } from '../../../schema/registry.js';
import { nearestName } from '../../../text/did-you-mean.js';
import { safeName, safeText } from '../../../text/safe-name.js';
import type { RunResult } from '../../exit-code.js';
import { openSession } from '../../session.js';
import type { EventsFlags } from './events-command.js';

/** Whether an event is planned says nothing of what a record of it looks like. */
const NOT_UNPLANNED = { glob: 'event/unplanned', level: 'off' } as const;

/** The spec's events first, then those of the user's own, then those that only a plan lists; each by name. */
function inOrder(events: readonly EventSchema[]): EventSchema[] {
  const rank = { spec: 0, own: 1, plan: 2 };
  const name = ({ names: [first = ''] }: EventSchema): string => first;
  return [...events].sort((a, b) => rank[a.origin] - rank[b.origin] || (name(a) < name(b) ? -1 : 1));
}

function eventNamed(name: string, { match, events }: Registry): EventSchema {
  const found = match(name);
  if (found.kind === 'exact') return found.schema;
  const meant =
    found.kind === 'unknown'
      ? nearestName(
          name,
          events.flatMap(({ names }) => names),
        )
      : found.name;
  const call = isCall(name) ? `${name} is a call, and no event` : undefined;
  throw new Failure('bad-usage', call ?? `there is no event ${safeName(name)}`, {
    hint:
      meant === undefined
        ? 'without a name, the same command lists those that are known'
        : `did you mean "${safeName(meant)}"?`,
  });
}

/** A word of a command line, quoted where a shell would read more into it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command line that makes the same text again. */
function commandOf(name: string | undefined, { as, schema = [], trackingPlan, config }: EventsFlags): string {
  const words = [
    ...(name === undefined ? [] : [name]),
    '--as',
    as,
    ...schema.flatMap((path) => ['--schema', path]),
    ...(trackingPlan === undefined ? [] : ['--tracking-plan', trackingPlan]),
    ...(config === false ? ['--no-config'] : config === undefined ? [] : ['--config', config]),
  ];
  return ['copilot-events', 'events', ...words.map(shellWord)].join(' ');
}

/** Whether a file holds a text, whatever ends its lines. What is wrong is reported. */
async function holds(file: string, text: string, command: string, io: Io): Promise<boolean> {
  const found = await readFile(resolve(io.cwd(), file), 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure('unreadable-input', `cannot read ${safeName(file, 200)}: ${systemReason(cause)}`, { cause });
  });
  if (found?.replaceAll('\r\n', '\n') === text) return true;
  const fault = found === undefined ? 'does not exist' : 'is not what the schemas give';
  const again = `${command} -o ${shellWord(file)}`;
  showMessage(`${safeName(file, 200)} ${fault}; make it again: ${safeText(again)}`, io);
  return false;
}

/** Lists the known events in the form that is asked for. @throws {Failure} for an unknown event or form, or a broken schema. */
export async function events(name: string | undefined, flags: EventsFlags, io: Io): Promise<RunResult> {
  if (flags.check !== undefined && flags.output !== undefined) {
    throw new Failure('bad-usage', '--check writes nothing, so that it does not go with --output');
  }
  const { registry } = await openSession({ flags, io });
  const command = commandOf(name, flags);
  const { text, notes = [] } = await FORMS[flags.as]({
    events: name === undefined ? inOrder(registry.events) : [eventNamed(name, registry)],
    isOne: name !== undefined,
    registry,
    command,
    check: createCheck({ registry, levelOf: ruleLevels([NOT_UNPLANNED]), now: Date.now }),
    columns: flags.output === undefined && io.stdout.isTTY === true ? io.stdout.columns || undefined : undefined,
    builtInExamples: async () => (await import('../../../schema/generated/examples.js')).examples,
  });
  for (const note of notes) showMessage(safeText(note), io);
  if (flags.check !== undefined) return { problems: !(await holds(flags.check, text, command, io)) };
  const output = openOutput(flags.output ?? STDOUT, io);
  output.write(text);
  await output.end();
  return {};
}
