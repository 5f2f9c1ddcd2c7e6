import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { countedName } from '../../../check/check-sources.js';
import type { Io, OutputStream } from '../../../io.js';
import { conversationIdOf } from '../../../listen/checked-event.js';
import { Output } from '../../../output/output.js';
import { widthOf } from '../../../output/show-message.js';
import type { Problem } from '../../../problem/problem.js';
import { countOf } from '../../../text/count.js';
import type { Paint } from '../../../text/paint.js';
import { safeName } from '../../../text/safe-name.js';
import { wrap } from '../../../text/wrap.js';
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

/** The least room for a text, however narrow the terminal is; a message begins on the line below if it has less than the second. */
const MIN_WIDTH = 40;
const MIN_MESSAGE_WIDTH = 24;

/** Lines, and how much room the last of them takes. */
interface Taken {
  readonly lines: readonly string[];
  readonly width: number;
}

/** The name of an event and its conversation; below each other where the terminal is too narrow. */
function headOf(name: string, id: string, { bold, dim }: Pick<Paint, 'bold' | 'dim'>, room: number): Taken {
  const width = id === '' ? name.length : Math.max(NAME_WIDTH, name.length) + '  '.length + id.length;
  if (width > room)
    return { lines: [...wrap(name, room).map((line) => bold(line)), ...(id === '' ? [] : [dim(id)])], width };
  const conversation = id === '' ? '' : `${' '.repeat(Math.max(0, NAME_WIDTH - name.length))}  ${dim(id)}`;
  return { lines: [bold(name) + conversation], width };
}

/** Adds a message and what stands behind it, below each other where the terminal is too narrow. */
function withMessage({ lines, width }: Taken, message: string, behind: string, paint: Paint, room: number): string[] {
  const padded = Math.max(NAME_WIDTH, width) + '  '.length;
  const isBelow = room - padded < MIN_MESSAGE_WIDTH;
  const firstWidth = isBelow ? room : room - padded;
  const texts = wrap(message, room, firstWidth);
  const last = texts.at(-1) ?? '';
  if (last.length + 2 + behind.length <= (texts.length === 1 ? firstWidth : room))
    texts.push(`${texts.pop()}  ${paint.dim(behind)}`);
  else texts.push(...wrap(behind, room).map((line) => paint.dim(line)));
  if (isBelow) return [...lines, ...texts];
  const [first = '', ...rest] = texts;
  return [`${lines[0]}${' '.repeat(padded - width)}${first}`, ...rest];
}

/**
 * `12:03:05 ✖ Feedback Submitted    c_91  properties.rating is a string; a number is needed  schema/type`, and the hint below. What is wider
 * than the terminal goes on below, behind the mark.
 * @param columns the width of the terminal; undefined where there is none
 */
function eventLines(record: CheckedRecord, paint: Paint, now: Date, columns: number | undefined): string {
  const { valid, problems, value } = record;
  const problem = worst(problems);
  const mark = !valid ? paint.red('✖') : problem === undefined ? paint.green('✔') : paint.magenta('⚠');
  const start = `${paint.dim(now.toTimeString().slice(0, 8))} ${mark} `;
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(MIN_WIDTH, columns - INDENT.length);
  const id = safeName(conversationIdOf(value) ?? '', MAX_ID);
  const head = headOf(countedName(record), id, problem === undefined ? { bold: String, dim: paint.dim } : paint, room);
  if (problem === undefined) return start + head.lines.join(`\n${INDENT}`);
  const more = problems.length > 1 ? `  and ${countOf(problems.length - 1, 'more', 'more')}` : '';
  const lines = withMessage(head, problem.message, problem.rule + more, paint, room);
  const hint = problem.hint === undefined ? [] : wrap(`hint: ${problem.hint}`, room);
  return start + [...lines, ...hint.map((line) => line.replace(/^hint:/, paint.bold('hint:')))].join(`\n${INDENT}`);
}

/** Opens the lines on a stream. With `quiet`, only invalid events have a line. */
export async function openEventLines(stream: OutputStream, { color, quiet }: LineFlags, io: Io): Promise<EventLines> {
  const paint = await paintFor(stream, io.env, color);
  const output = Output.toStream(stream);
  return {
    write(record) {
      if (quiet !== true || !record.valid) output.write(`${eventLines(record, paint, new Date(), widthOf(stream))}\n`);
    },
    drain: () => output.drain(),
    get readerIsGone() {
      return output.readerIsGone;
    },
  };
}
