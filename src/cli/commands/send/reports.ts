import { resolve } from 'node:path';
import type { Sink } from '../../../check/check-sources.js';
import type { Summary } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { Output } from '../../../output/output.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import type { SendSummary } from '../../../send/send-counts.js';
import type { Paint } from '../../../text/paint.js';
import { PLAIN } from '../../../text/paint.js';
import { safeName } from '../../../text/safe-name.js';
import { paintFor } from '../../color.js';
import type { ReportFlags } from '../../reports.js';
import { openReports, reportFiles } from '../../reports.js';

/** What a run of `send` ends with. */
export interface SendEnd {
  readonly sent: SendSummary;
  /** The summary for people, a line an element. */
  readonly text: (paint: Paint) => readonly string[];
}

/** The reports of a run of `send`: the problems of its records go to stderr, what became of them to stdout or files. */
export interface SendReports extends Sink {
  /** Writes the problems, so that what follows on stderr stands below them. */
  endProblems(checked: Summary): Promise<void>;
  end(end: SendEnd): Promise<void>;
}

/** Sorts out `-f`: the summary is text or JSON. */
function parseFormats(formats: readonly string[]): { json: string[]; text: (string | undefined)[] } {
  const json: string[] = [];
  const text: (string | undefined)[] = [];
  for (const format of formats) {
    const [name = '', ...file] = format.split('=');
    if (name === 'json') json.push(format);
    else if (name === 'pretty') text.push(file.length === 0 ? undefined : file.join('='));
    else throw new Failure(`send has no format ${safeName(name)}`, { hint: 'use pretty or json' });
  }
  if (text.includes('')) throw new Failure('-f pretty= names no file', { hint: 'write it like -f pretty=sent.txt' });
  if (text.filter((file) => file === undefined).length + json.filter((format) => format === 'json').length > 1) {
    throw new Failure('two reports would go to stdout', { hint: 'give one of them a file: -f json=sent.json' });
  }
  return { json, text };
}

/**
 * Opens the reports of `send`. Its JSON is the document of validate, with its own summary. `otherOutputs` are the files that
 * the run writes besides.
 * @throws {Failure} if a format is unknown, or one would go where another goes, or over a log.
 */
export async function openSendReports(
  flags: ReportFlags,
  sources: readonly Source[],
  otherOutputs: readonly (string | undefined)[],
  io: Io,
): Promise<SendReports> {
  const { json, text } = parseFormats(
    flags.format === undefined || flags.format.length === 0 ? ['pretty'] : flags.format,
  );
  await refuseOverwriting([...text, ...reportFiles(json), ...otherOutputs], sources, io.cwd());
  const onStderr: Io = { stdin: io.stdin, stdout: io.stderr, stderr: io.stderr, env: io.env, cwd: () => io.cwd() };
  const problems = await openReports({ ...flags, format: ['pretty'] }, onStderr);
  const documents = json.length === 0 ? undefined : await openReports({ ...flags, format: json }, io);
  const paint = await paintFor(io.stdout, io.env, flags.color);
  const texts = text.map((file) => ({
    output: file === undefined ? Output.toStream(io.stdout) : Output.toFile(resolve(io.cwd(), file)),
    paint: file === undefined ? paint : PLAIN,
  }));
  return {
    write(record) {
      problems.write(record);
      documents?.write(record);
    },
    writeLate(late) {
      problems.writeLate?.(late);
      documents?.writeLate?.(late);
    },
    async drain() {
      await problems.drain?.();
      await documents?.drain?.();
      for (const { output } of texts) await output.drain();
    },
    async endProblems(checked) {
      const shown = flags.quiet === true ? checked.errors : checked.errors + checked.warnings;
      if (shown > 0) await problems.end(checked);
    },
    async end({ sent, text }) {
      for (const { output, paint } of texts) {
        output.write(`${text(paint).join('\n')}\n`);
        await output.end();
      }
      // The document's writer puts down whatever summary it is given.
      await documents?.end(sent as unknown as Summary);
    },
  };
}
