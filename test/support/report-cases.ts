import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FormatName } from '../../src/report/formats.js';
import { FORMATS } from '../../src/report/formats.js';
import type { Terminal } from './fake-io.js';
import { withoutPassing } from './golden.js';
import type { Outcome, Run } from './outcome.js';
import { FIXTURES } from './root.js';

/** One input through one format. */
export interface ReportCase {
  readonly name: string;
  readonly format: FormatName;
  readonly input: string;
  readonly golden: string;
}

/** The terminal that goldens are made on: the narrowest that people have, with the fewest colours. */
export const TERMINAL: Terminal = { columns: 80, env: { FORCE_COLOR: '1', TERM: 'xterm' } };

/** A file's name as an attacker would choose it: it colours, turns round what follows, and rings the bell. */
export const HOSTILE_NAME = 'logs/\u001b[31mevil\u202e\u009b.ndjson\u0007';

const REPORTS = join(FIXTURES, 'reports');
const INPUTS = join(REPORTS, 'inputs');
const ENDINGS: Readonly<Record<string, string>> = { json: 'json', ndjson: 'ndjson' };

/** The inputs of `fixtures/reports/inputs`, without their ending. */
export function reportInputs(): string[] {
  return readdirSync(INPUTS)
    .map((file) => file.replace(/\.ndjson$/, ''))
    .sort();
}

/** Every format on every input: who adds a format finds its goldens missing. */
export function reportCases(): ReportCase[] {
  return (Object.keys(FORMATS) as FormatName[]).flatMap((format) =>
    reportInputs().map((input) => ({
      name: `${format} of ${input}`,
      format,
      input,
      golden: join(REPORTS, format, `${input}.expected.${ENDINGS[format] ?? 'txt'}`),
    })),
  );
}

/** The formats for people once more, on a terminal. */
export function terminalCases(): ReportCase[] {
  return reportCases()
    .filter(({ format }) => format === 'pretty' || format === 'concise')
    .map((one) => ({
      ...one,
      name: `${one.name} on a terminal`,
      golden: one.golden.replace('.expected.', '.terminal.expected.'),
    }));
}

/** Runs one report; the input comes in on stdin, so that it can have a name which no file system should hold. */
export function runReport({ format, input }: ReportCase, run: Run, ...options: string[]): Promise<Outcome> {
  const name = input === 'hostile' ? HOSTILE_NAME : `logs/${input}.ndjson`;
  // Their records are no stories.
  const alone = ['--rule', 'conversation/*=off'];
  const argv = ['validate', '--no-config', '-f', format, '--stdin-filename', name, ...alone, ...options];
  return run(argv, { cwd: REPORTS, stdin: readFileSync(join(INPUTS, `${input}.ndjson`)) });
}

/** The golden of a report: what it wrote, and nothing else, so that it can be read as it is shown. */
export function toReportGolden({ stdout }: Outcome): string {
  return withoutPassing(stdout);
}
