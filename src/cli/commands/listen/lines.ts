import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { countedName } from '../../../check/check-sources.js';
import type { Io, OutputStream } from '../../../io.js';
import { Output } from '../../../output/output.js';
import type { Problem } from '../../../problem/problem.js';
import { countOf } from '../../../text/count.js';
import type { Paint } from '../../../text/paint.js';
import { paintFor } from '../../color.js';

/** Event names are padded to this width, so that what follows is aligned; the longest name of the spec has 20 letters. */
const NAME_WIDTH = 20;

/** What the lines depend on. */
export interface LineFlags {
  readonly color?: boolean;
  readonly quiet?: true;
}

/** Shows each event with its result as it comes, one line per event. */
export interface EventLines extends Sink {
  /** True once the reader of the lines has gone. */
  readonly readerIsGone: boolean;
}

function worst(problems: readonly Problem[]): Problem | undefined {
  return problems.find(({ severity }) => severity === 'error') ?? problems[0];
}

/** `12:03:05 ✖ Feedback Submitted    properties.rating is a string; a number is needed  schema/type` */
function eventLine(record: CheckedRecord, paint: Paint, now: Date): string {
  const { valid, problems } = record;
  const problem = worst(problems);
  const mark = !valid ? paint.red('✖') : problem === undefined ? paint.green('✔') : paint.yellow('⚠');
  const name = countedName(record);
  const start = `${paint.dim(now.toTimeString().slice(0, 8))} ${mark} `;
  if (problem === undefined) return `${start}${name}`;
  const more = problems.length > 1 ? paint.dim(`  and ${countOf(problems.length - 1, 'more', 'more')}`) : '';
  return `${start}${paint.bold(name)}${' '.repeat(Math.max(0, NAME_WIDTH - name.length))}  ${problem.message}  ${paint.dim(problem.rule)}${more}`;
}

/** Opens the lines on a stream. With `quiet`, only invalid events have a line. */
export async function openEventLines(stream: OutputStream, { color, quiet }: LineFlags, io: Io): Promise<EventLines> {
  const paint = await paintFor(stream, io.env, color);
  const output = Output.toStream(stream);
  return {
    write(record) {
      if (quiet !== true || !record.valid) output.write(`${eventLine(record, paint, new Date())}\n`);
    },
    drain: () => output.drain(),
    get readerIsGone() {
      return output.readerIsGone;
    },
  };
}
