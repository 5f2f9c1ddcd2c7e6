import type { CheckResult } from '../check/check-result.js';
import type { Sink } from '../check/check-sources.js';
import type { Summary } from '../check/summary.js';
import { ConversationMeasures } from '../conversations/conversation-measures.js';
import { Failure } from '../failure.js';
import type { Io, OutputStream } from '../io.js';
import { openOutput, STDOUT } from '../output/open-output.js';
import { Output } from '../output/output.js';
import { showMessage, widthOf } from '../output/show-message.js';
import type { Problem } from '../problem/problem.js';
import type { FrameTexts } from '../report/code-frame.js';
import { frameTexts } from '../report/code-frame.js';
import type { Format, FormatName } from '../report/formats.js';
import { FORMATS } from '../report/formats.js';
import type { PartSink } from '../report/html/parts.js';
import type { CoveredEvent } from '../report/html/spec-coverage.js';
import type { EventsOf } from '../report/html/troubled-conversations.js';
import type { CreateReport, Report } from '../report/report.js';
import { summaryLine } from '../report/summary-line.js';
import type { EventSchema } from '../schema/event-schema.js';
import type { KnownEvent } from '../schema/known-event.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import { PLAIN } from '../text/paint.js';
import { safeName } from '../text/safe-name.js';
import { wrapLine } from '../text/wrap.js';
import { paintFor } from './color.js';
import { defaultFormat } from './default-format.js';
import { repositoryPaths } from './repository-paths.js';
import { TOOL } from './version.js';

/** What the reports of a run depend on. */
export interface ReportFlags {
  /** Each `name` or `name=file`. */
  readonly format?: readonly string[];
  readonly color?: boolean;
  readonly quiet?: true;
  readonly maxProblems: number;
  readonly showValues?: true;
  /** False for no frames. Default: true. */
  readonly frame?: boolean;
  /** The field that names the release of an event. Default: that of the format. */
  readonly releaseField?: string | undefined;
}

/** What the reports of a run know of it besides its flags. */
export interface ReportRun {
  /** The events that are known. Default: none, for reports that say nothing of events which did not come. */
  readonly events?: readonly KnownEvent[];
  /** Their schemas. Default: none. */
  readonly schemas?: readonly (EventSchema | CoveredEvent)[];
  /** Files that the run writes like a report. Default: none. If there are some, there is no report by default. */
  readonly otherFiles?: readonly string[];
  /** Where reports go that have no file. Default: stdout. */
  readonly stream?: OutputStream;
  /** Temporary files, if some problems are known only at the end of the log. Default: all come in the order of their places. */
  readonly lateFiles?: TemporaryFiles | undefined;
  /** What the conversations are like, when the reports end. Default: not known. */
  readonly measures?: ConversationMeasures | undefined;
  /** Finds the events of conversations, when the reports end. Default: they are not at hand. */
  readonly eventsOf?: EventsOf | undefined;
  /** Whether the result is written to stderr if all reports go to files. Default: false. */
  readonly showsResult?: boolean;
}

/** All reports of a run. */
export interface Reports extends Sink<CheckResult> {
  /** Adds a problem of a shard. @param frame the texts around the value at fault, where they are known */
  writeProblem(problem: Problem, fileIndex: number, frame: FrameTexts | undefined): void;
  /** Get the records of shards; empty if no report shows any. */
  readonly parts: readonly PartSink[];
  /** True if every report went to a reader that is gone. */
  readonly nobodyReads: boolean;
  end(summary: Summary): Promise<void>;
}

function parseFormat(text: string): { name: FormatName; file: string | undefined } {
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  const file = equals === -1 ? undefined : text.slice(equals + 1);
  if (!Object.hasOwn(FORMATS, name)) {
    throw new Failure('bad-usage', `there is no format ${safeName(name)}`, {
      hint: `use one of ${Object.keys(FORMATS).join(', ')}`,
    });
  }
  if (file === '')
    throw new Failure('bad-usage', `-f ${text} names no file`, { hint: `write it like -f ${name}=report.txt` });
  return { name: name as FormatName, file: file === STDOUT ? undefined : file };
}

/** Where the reports that `--format` names go; `-` is stdout. @throws {Failure} if a format is unknown. */
export function reportOutputs(format: readonly string[] = []): string[] {
  return format.map((text) => parseFormat(text).file ?? STDOUT);
}

/** Whether a report shows events of conversations. @throws {Failure} if a format is unknown. */
export function showsEvents(format: readonly string[] = []): boolean {
  return format.some((text) => (FORMATS[parseFormat(text).name] as Format).showsEvents === true);
}

/** What measures the conversations, if a report shows that; else undefined. @throws {Failure} if a format is unknown. */
export function measuresFor(format: readonly string[] = []): ConversationMeasures | undefined {
  const formats = format.map((text): Format => FORMATS[parseFormat(text).name]);
  return formats.some(({ showsMeasures }) => showsMeasures === true) ? new ConversationMeasures() : undefined;
}

/**
 * Where the report goes that is made when `--format` is not given: stdout, unless another output of the command takes it.
 * `outputs`: the paths of those.
 */
export function defaultReportStream(
  format: readonly string[] = [],
  outputs: readonly (string | undefined)[],
  io: Io,
): OutputStream {
  return format.length === 0 && outputs.includes(STDOUT) ? io.stderr : io.stdout;
}

/** Whether a report shows a problem: with `--quiet`, only errors. */
export function isReported({ severity }: Problem, quiet: true | undefined): boolean {
  return quiet !== true || severity === 'error';
}

/**
 * Opens the reports that are asked for; the default format on stdout if none is.
 * @throws {Failure} if a format is unknown.
 */
export async function openReports(
  flags: ReportFlags,
  io: Io,
  {
    events = [],
    schemas = [],
    stream = io.stdout,
    showsResult = false,
    lateFiles,
    measures,
    eventsOf,
    otherFiles = [],
  }: ReportRun = {},
): Promise<Reports> {
  const { format = [], color, quiet, maxProblems, showValues = false, frame = true, releaseField } = flags;
  const formats = (format.length === 0 && otherFiles.length === 0 ? [defaultFormat(stream, io)] : format).map(
    parseFormat,
  );
  const paint = await paintFor(stream, io.env, color);
  const pathOf = repositoryPaths(io);
  const creators = await Promise.all(formats.map(({ name }) => FORMATS[name].load()));
  const opened = formats.map(({ file }, index): { report: Report; output: Output } => {
    const output = file === undefined ? Output.toStream(stream) : openOutput(file, io, true);
    const report = (creators[index] as CreateReport)({
      write: (text) => output.write(text),
      drain: () => output.drain(),
      lateFiles,
      paint: file === undefined ? paint : PLAIN,
      columns: file === undefined ? widthOf(stream) : undefined,
      frames: frame,
      maxProblems,
      pathOf,
      tool: TOOL,
      showValues,
      errorsOnly: quiet === true,
      releaseField,
      measures,
      eventsOf,
      events,
      schemas,
    });
    return { report, output };
  });
  let current = 0;
  const show = (problem: Problem, fileIndex: number, frameOf?: () => FrameTexts | undefined): void => {
    if (isReported(problem, quiet)) for (const { report } of opened) report.problem(problem, fileIndex, frameOf);
  };
  const showAll = (report: Report, { raw, problems }: CheckResult): void => {
    for (const problem of problems) {
      if (isReported(problem, quiet)) report.problem(problem, current, () => frameTexts(raw, problem, showValues));
    }
  };
  const takers = opened.map(({ report }) => report.records).filter((records) => records !== undefined);
  return {
    parts: opened.flatMap(({ report }) => report.parts ?? []),
    beginFile(file, index) {
      current = index;
      for (const taker of takers) taker.beginFile?.(file, index);
    },
    write(record) {
      for (const { report } of opened) showAll(report, record);
      for (const taker of takers) taker.write(record);
    },
    writeRepeated(record) {
      for (const { report } of opened) if (report.repeated?.(record, current) !== true) showAll(report, record.result);
      for (const taker of takers) {
        if (taker.writeRepeated === undefined) taker.write(record.result);
        else taker.writeRepeated(record);
      }
    },
    ...(takers.length === 0
      ? {}
      : {
          writeAccepted(run, from, to) {
            for (const taker of takers) taker.writeAccepted?.(run, from, to);
          },
        }),
    writeProblem(problem, fileIndex, frame) {
      show(problem, fileIndex, () => frame);
    },
    writeLate(late) {
      show(late.problem, late.fileIndex);
      for (const taker of takers) taker.writeLate?.(late);
    },
    drain() {
      const waits = opened.map(({ output }) => output.drain()).filter((wait) => wait !== undefined);
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => {});
    },
    get nobodyReads() {
      return otherFiles.length === 0 && opened.every(({ output }) => output.readerIsGone);
    },
    async end(summary) {
      for (const { report, output } of opened) {
        await report.end(summary);
        await output.end();
      }
      const files = [...formats.flatMap(({ file }) => file ?? []), ...otherFiles];
      if (!showsResult || formats.some(({ file }) => file === undefined)) return;
      // With --quiet, a run that fails still gives a reason.
      if (quiet === true && summary.errors === 0) return;
      const line = summaryLine(summary, await paintFor(io.stderr, io.env, color));
      io.stderr.write(`${wrapLine(line, widthOf(io.stderr)).join('\n')}\n`);
      if (quiet !== true) showMessage(`wrote ${files.map((file) => safeName(file)).join(', ')}`, io);
    },
  };
}
