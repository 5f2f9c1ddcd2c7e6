import { resolve } from 'node:path';
import type { Sink } from '../check/check-sources.js';
import type { Summary } from '../check/summary.js';
import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import type { Io } from '../io.js';
import { STDOUT } from '../output/open-output.js';
import { Output } from '../output/output.js';
import { refuseOverwriting } from '../output/refuse-overwriting.js';
import { widthOf } from '../output/show-message.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { Paint } from '../text/paint.js';
import { PLAIN } from '../text/paint.js';
import { safeName } from '../text/safe-name.js';
import { wrapLine } from '../text/wrap.js';
import { paintFor } from './color.js';
import type { ReportFlags } from './reports.js';
import { openReports, reportOutputs } from './reports.js';

/** The reports of `send`, `fix` and `convert`: problems go to stderr, and what became of the records goes elsewhere. */
export interface SplitReports extends Sink {
  /** Writes the problems, so that what follows on stderr stands below them. Nothing if none is shown. */
  endProblems(checked: Summary): Promise<void>;
  /** Writes the command's own summary, as text where `pretty` goes and into each JSON document. */
  end(end: SplitEnd): Promise<void>;
}

/** What a run ends with. */
export interface SplitEnd {
  /** The summary of the JSON documents. */
  readonly summary: object;
  /** The summary for people, one line per element. */
  readonly text: (paint: Paint) => readonly string[];
  /** Lines below it that are never broken, such as JSON. Default: none. */
  readonly verbatim?: readonly string[];
}

/** What differs between the commands. */
export interface SplitReportOptions {
  readonly command: 'send' | 'fix' | 'convert';
  /** Where the summary of `pretty` goes. */
  readonly summaryTo: 'stdout' | 'stderr';
  /** Why JSON cannot go to stdout, if something else goes there. */
  readonly stdoutTaken?: Failure | undefined;
  /** Whether problems are shown on stderr even if only JSON is asked for. */
  readonly alwaysShowsProblems: boolean;
  readonly sources: readonly Source[];
  /** Files that the run writes besides its reports. */
  readonly otherOutputs: readonly (string | undefined)[];
  /** Temporary files, if some problems are known only at the end of the log. Default: all come in the order of their places. */
  readonly lateFiles?: TemporaryFiles | undefined;
}

interface SplitFormats {
  /** Formats for `openReports`. */
  readonly json: readonly string[];
  /** Where summaries for people go: files, or undefined for the command's stream. */
  readonly text: readonly (string | undefined)[];
}

/** Parses `-f`. @throws {Failure} for an unknown format, an empty file name, or two reports on stdout. */
function parseFormats(
  formats: readonly string[],
  { command, summaryTo, stdoutTaken }: SplitReportOptions,
): SplitFormats {
  const json: string[] = [];
  const text: (string | undefined)[] = [];
  for (const format of formats) {
    const [name = '', ...rest] = format.split('=');
    const file = rest.length === 1 && rest[0] === STDOUT ? [] : rest;
    if (name === 'json') json.push([name, ...file].join('='));
    else if (name === 'pretty') text.push(file.length === 0 ? undefined : file.join('='));
    else throw new Failure('bad-usage', `${command} has no format ${safeName(name)}`, { hint: 'use pretty or json' });
  }
  const example = { send: 'sent', fix: 'fixed', convert: 'converted' }[command];
  if (text.includes(''))
    throw new Failure('bad-usage', '-f pretty= names no file', { hint: `write it like -f pretty=${example}.txt` });
  const jsonOnStdout = json.filter((format) => format === 'json').length;
  if (jsonOnStdout > 0 && stdoutTaken !== undefined) throw stdoutTaken;
  const textOnStream = text.filter((file) => file === undefined).length;
  const onOne = Math.max(jsonOnStdout, summaryTo === 'stdout' ? textOnStream + jsonOnStdout : textOnStream);
  if (onOne > 1) {
    const where = jsonOnStdout > 1 ? 'stdout' : summaryTo;
    throw new Failure('output-conflict', `two reports would go to ${where}`, {
      hint: `give one of them a file: -f json=${example}.json`,
    });
  }
  return { json, text };
}

/**
 * Opens the reports of `send`, `fix` or `convert`. Their JSON is the document of `validate` with the command's own summary.
 * @throws {Failure} if a format is unknown, if two outputs would go to one place, or one would overwrite a log.
 */
export async function openSplitReports(flags: ReportFlags, options: SplitReportOptions, io: Io): Promise<SplitReports> {
  const { format = [], color, quiet } = flags;
  const { lateFiles } = options;
  const { json, text } = parseFormats(format.length === 0 ? ['pretty'] : format, options);
  refuseOverwriting([...text, ...reportOutputs(json), ...options.otherOutputs], options.sources, io);
  const showsProblems = options.alwaysShowsProblems || text.length > 0;
  const problems = showsProblems
    ? await openReports({ ...flags, format: format.length === 0 ? [] : ['pretty'] }, io, {
        stream: io.stderr,
        lateFiles,
      })
    : undefined;
  const documents = json.length === 0 ? undefined : await openReports({ ...flags, format: json }, io, { lateFiles });
  const stream = io[options.summaryTo];
  const paint = await paintFor(stream, io.env, color);
  const summaries = text.map((file) => ({
    output: file === undefined ? Output.toStream(stream) : Output.toFile(resolve(io.cwd(), file)),
    columns: file === undefined ? widthOf(stream) : undefined,
    paint: file === undefined ? paint : PLAIN,
  }));
  return {
    beginFile(file, index) {
      problems?.beginFile?.(file, index);
      documents?.beginFile?.(file, index);
    },
    write(record) {
      problems?.write(record);
      documents?.write(record);
    },
    writeLate(late) {
      problems?.writeLate?.(late);
      documents?.writeLate?.(late);
    },
    async drain() {
      await problems?.drain?.();
      await documents?.drain?.();
      for (const { output } of summaries) await output.drain();
    },
    async endProblems(checked) {
      const shown = quiet === true ? checked.errors : checked.errors + checked.warnings;
      if (shown > 0) await problems?.end(checked);
    },
    async end({ summary, text, verbatim = [] }) {
      for (const { output, paint, columns } of summaries) {
        const lines = [...text(paint).flatMap((line) => wrapLine(line, columns)), ...verbatim];
        if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
        await output.end();
      }
      // The writer of the document puts down whatever summary it is given.
      await documents?.end(summary as Summary);
    },
  };
}
