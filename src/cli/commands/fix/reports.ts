import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { Failure } from '../../../failure.js';
import type { FixSummary } from '../../../fix/fix-counts.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { refuseOverwriting } from '../../../output/refuse-overwriting.js';
import { safeName } from '../../../text/safe-name.js';
import type { ReportFlags, Reports } from '../../reports.js';
import { openReports, reportFiles } from '../../reports.js';

/** What the reports of a run of `fix` depend on. */
export interface FixReportFlags extends ReportFlags {
  readonly output?: string;
  /** Whether the result, or the differences, go to stdout. */
  readonly stdoutIsTaken: boolean;
}

/** The reports of a run of `fix`: what is left and what was fixed, on stderr and as JSON. */
export interface FixReports extends Sink {
  /** `text` is the summary of the fixes for people, a line an element. */
  end(summary: FixSummary, text: readonly string[]): Promise<void>;
}

/** Sorts out `-f`. @throws {Failure} for a format that is none, or that would go where the result goes. */
function jsonFormats(formats: readonly string[], stdoutIsTaken: boolean): string[] {
  const json: string[] = [];
  for (const format of formats) {
    if (format === 'pretty') continue;
    if (format !== 'json' && !format.startsWith('json=')) {
      throw new Failure(`fix has no format ${safeName(format)}`, { hint: 'use pretty, json or json=<file>' });
    }
    if (format === 'json' && stdoutIsTaken) {
      throw new Failure('the result and the report would both go to stdout', {
        hint: 'give one of them a file: -f json=fixed.json, or --output fixed.ndjson',
      });
    }
    json.push(format);
  }
  return json;
}

/** Opens the reports of `fix`. @throws {Failure} if a format is unknown, or one would go where another goes, or over a log. */
export async function openFixReports(flags: FixReportFlags, sources: readonly Source[], io: Io): Promise<FixReports> {
  const { format = [], stdoutIsTaken, quiet, output } = flags;
  const json = jsonFormats(format, stdoutIsTaken);
  await refuseOverwriting([output, ...reportFiles(json)], sources, io.cwd());
  const onStderr: Io = { stdin: io.stdin, stdout: io.stderr, stderr: io.stderr, env: io.env, cwd: () => io.cwd() };
  const documents: Reports | undefined =
    json.length === 0 ? undefined : await openReports({ ...flags, format: json }, io);
  // Whoever asks for JSON alone gets it alone.
  const isForPeople = documents === undefined || format.includes('pretty');
  const problems = isForPeople ? await openReports({ ...flags, format: ['pretty'] }, onStderr) : undefined;
  return {
    write(record: CheckedRecord) {
      problems?.write(record);
      documents?.write(record);
    },
    async drain() {
      await problems?.drain?.();
      await documents?.drain?.();
    },
    async end(summary, text) {
      const shown = quiet === true ? summary.errors : summary.errors + summary.warnings;
      if (shown > 0) await problems?.end(summary);
      if (isForPeople && quiet !== true) io.stderr.write(`${text.join('\n')}\n`);
      await documents?.end(summary);
    },
  };
}
