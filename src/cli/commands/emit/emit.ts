import { makeRecord } from '../../../emit/make-record.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { openOutput, STDOUT } from '../../../output/open-output.js';
import { widthOf } from '../../../output/show-message.js';
import type { Problem } from '../../../problem/problem.js';
import { wrapLine } from '../../../text/wrap.js';
import { paintFor } from '../../color.js';
import type { RunResult } from '../../exit-code.js';
import { openSession } from '../../session.js';
import type { EmitFlags } from './emit-command.js';

async function explain(problems: readonly Problem[], flags: EmitFlags, io: Io): Promise<void> {
  const paint = await paintFor(io.stderr, io.env, flags.color);
  for (const { severity, message, rule, hint } of problems) {
    if (flags.quiet === true && severity === 'warning') continue;
    const mark = severity === 'error' ? paint.red(severity) : paint.magenta(severity);
    const lines = [
      `${mark}  ${message}  ${paint.dim(rule)}`,
      ...(hint === undefined ? [] : [`    ${paint.bold('hint:')} ${hint}`]),
    ];
    io.stderr.write(`${lines.flatMap((line) => wrapLine(line, widthOf(io.stderr))).join('\n')}\n`);
  }
}

/** Makes one checked record and prints it as a line of NDJSON. @throws {Failure} if the arguments make none. */
export async function emit(
  named: string | undefined,
  pairs: readonly string[],
  flags: EmitFlags,
  io: Io,
): Promise<RunResult> {
  const { identify, userId, anonymousId, timestamp, messageId, json } = flags;
  if (named === undefined && identify !== true) {
    throw new Failure('bad-usage', 'no event is named', {
      hint: 'with --help, the same command lists the events and their fields',
    });
  }
  const { registry, check } = await openSession({ flags, io });
  const record = makeRecord(
    {
      call: identify === true ? 'identify' : 'track',
      event: identify === true ? undefined : named,
      // An identify call has no event: the first argument is a trait like the others.
      pairs: identify === true && named !== undefined ? [named, ...pairs] : pairs,
      ...(userId === undefined ? {} : { userId }),
      ...(anonymousId === undefined ? {} : { anonymousId }),
      ...(timestamp === undefined ? {} : { timestamp }),
      ...(messageId === undefined ? {} : { messageId }),
      ...(json === undefined ? {} : { json }),
    },
    registry,
    { now: () => new Date(), uniqueId: () => crypto.randomUUID() },
  );
  const line = JSON.stringify(record);
  const { valid, problems } = check({ file: 'emit', number: 1, bytes: Buffer.from(line), line: 1, column: 1 });
  await explain(problems, flags, io);
  if (!valid) return { problems: true };
  const output = openOutput(flags.output ?? STDOUT, io);
  output.write(`${line}\n`);
  await output.end();
  return {};
}
