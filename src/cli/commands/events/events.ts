import { createCheck } from '../../../check/check-record.js';
import { ruleLevels } from '../../../check/rule-levels.js';
import { FORMS } from '../../../events/forms.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { openOutput, STDOUT } from '../../../output/open-output.js';
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
      meant === undefined ? 'copilot-events events lists those that are known' : `did you mean "${safeName(meant)}"?`,
  });
}

/** Lists the known events in the form that is asked for. @throws {Failure} for an unknown event or form, or a broken schema. */
export async function events(name: string | undefined, flags: EventsFlags, io: Io): Promise<RunResult> {
  const { registry } = await openSession({ command: 'events', flags, io });
  const { text, notes = [] } = await FORMS[flags.as]({
    events: name === undefined ? inOrder(registry.events) : [eventNamed(name, registry)],
    isOne: name !== undefined,
    registry,
    check: createCheck({ registry, levelOf: ruleLevels([NOT_UNPLANNED]), now: Date.now }),
    columns: flags.output === undefined && io.stdout.isTTY === true ? io.stdout.columns || undefined : undefined,
    builtInExamples: async () => (await import('../../../schema/generated/examples.js')).examples,
  });
  const output = openOutput(flags.output ?? STDOUT, io);
  output.write(text);
  await output.end();
  for (const note of notes) io.stderr.write(`copilot-events: ${safeText(note)}\n`);
  return {};
}
