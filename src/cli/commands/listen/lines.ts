import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { countedName } from '../../../check/check-sources.js';
import type { Io, OutputStream } from '../../../io.js';
import { conversationIdOf } from '../../../listen/checked-event.js';
import { Output } from '../../../output/output.js';
import type { Problem } from '../../../problem/problem.js';
import { countOf } from '../../../text/count.js';
import type { Paint } from '../../../text/paint.js';
import { safeName } from '../../../text/safe-name.js';
import { paintFor } from '../../color.js';

/** Event names are padded to this width, so that what follows is aligned; the longest name of the spec has 20 letters. */
const NAME_WIDTH = 20;

/** The longest id of a conversation that is shown, in UTF-16 units: a UUID has 36. */
const MAX_ID = 36;

/** What the lines depend on. */
export interface LineFlags {
  readonly color?: boolean;
  readonly quiet?: true;
}

/** Shows each event with its result as it comes: one line per event, and one below it for the hint. */
export interface EventLines extends Sink {
  /** True once the reader of the lines has gone. */
  readonly readerIsGone: boolean;
}

function worst(problems: readonly Problem[]): Problem | undefined {
  return problems.find(({ severity }) => severity === 'error') ?? problems[0];
}

/** What stands below the first of the two lines of an event with a problem: the width of time and mark. */
const INDENT = ' '.repeat('12:03:05 ✖ '.length);

/**
 * `12:03:05 ✖ Feedback Submitted    c_91  properties.rating is a string; a number is needed  schema/type`, and the hint on a line
 * of its own.
 */
function eventLines(record: CheckedRecord, paint: Paint, now: Date): string {
  const { valid, problems, value } = record;
  const problem = worst(problems);
  const mark = !valid ? paint.red('✖') : problem === undefined ? paint.green('✔') : paint.magenta('⚠');
  const name = countedName(record);
  const id = conversationIdOf(value);
  const conversation = id === undefined ? [] : [paint.dim(safeName(id, MAX_ID))];
  const start = `${paint.dim(now.toTimeString().slice(0, 8))} ${mark} `;
  const padding = ' '.repeat(Math.max(0, NAME_WIDTH - name.length));
  if (problem === undefined) return start + [`${name}${id === undefined ? '' : padding}`, ...conversation].join('  ');
  const more = problems.length > 1 ? [paint.dim(`and ${countOf(problems.length - 1, 'more', 'more')}`)] : [];
  const parts = [paint.bold(name) + padding, ...conversation, problem.message, paint.dim(problem.rule), ...more];
  const hint = problem.hint === undefined ? '' : `\n${INDENT}${paint.bold('hint:')} ${problem.hint}`;
  return start + parts.join('  ') + hint;
}

/** Opens the lines on a stream. With `quiet`, only invalid events have a line. */
export async function openEventLines(stream: OutputStream, { color, quiet }: LineFlags, io: Io): Promise<EventLines> {
  const paint = await paintFor(stream, io.env, color);
  const output = Output.toStream(stream);
  return {
    write(record) {
      if (quiet !== true || !record.valid) output.write(`${eventLines(record, paint, new Date())}\n`);
    },
    drain: () => output.drain(),
    get readerIsGone() {
      return output.readerIsGone;
    },
  };
}
