import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FormatName } from '../../src/report/formats.js';
import { FORMATS } from '../../src/report/formats.js';
import type { Terminal } from './fake-io.js';
import { withoutPassing } from './golden.js';
import type { Outcome, Run, Surroundings } from './outcome.js';
import { documentIn } from './report-readers.js';
import { FIXTURES } from './root.js';

/** One input through one format. */
export interface ReportCase {
  readonly name: string;
  readonly format: FormatName;
  readonly input: string;
  readonly golden: string;
}

/** What it takes to run one. */
type RunReport = Pick<ReportCase, 'format' | 'input'> & Pick<Surroundings, 'env'>;

/** One input through the job summary. */
export type SummaryCase = Omit<ReportCase, 'format'>;

/** The terminal that goldens are made on: the narrowest that people have, with the fewest colours. */
export const TERMINAL: Terminal = { columns: 80, env: { FORCE_COLOR: '1', TERM: 'xterm' } };

/** A file's name as an attacker would choose it: it colours, turns round what follows, and rings the bell. */
export const HOSTILE_NAME = 'logs/\u001b[31mevil\u202e\u009b.ndjson\u0007';

/** A file's name that GitHub's runner would obey if a line began with it, and that XML and Markdown would take for markup. */
export const COMMANDING_NAME = '::error file=x,line=1::it%0A##[error]<&>"\'|`x`.ndjson';

/** The file that the records of an input are said to come from. */
export function inputName(input: string): string {
  if (input === 'hostile') return HOSTILE_NAME;
  return input === 'commands' ? COMMANDING_NAME : `logs/${input}.ndjson`;
}

const REPORTS = join(FIXTURES, 'reports');
const INPUTS = join(REPORTS, 'inputs');
const ENDINGS: Readonly<Record<FormatName, string>> = {
  pretty: 'txt',
  concise: 'txt',
  json: 'json',
  ndjson: 'ndjson',
  github: 'txt',
  gitlab: 'json',
  sarif: 'sarif',
  junit: 'xml',
  html: 'json',
  agent: 'txt',
};

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
      golden: join(REPORTS, format, `${input}.expected.${ENDINGS[format]}`),
    })),
  );
}

/** The formats for people once more, on a terminal. */
export function terminalCases(): ReportCase[] {
  return reportCases()
    .filter(({ format }) => FORMATS[format].audience === 'people')
    .map((one) => ({
      ...one,
      name: `${one.name} on a terminal`,
      golden: one.golden.replace('.expected.', '.terminal.expected.'),
    }));
}

/** The summary that a job on GitHub gets, for every input. */
export function summaryCases(): SummaryCase[] {
  return reportInputs().map((input) => ({
    name: `the job summary of ${input}`,
    input,
    golden: join(REPORTS, 'job-summary', `${input}.expected.md`),
  }));
}

/** Runs one report; the input comes in on stdin, so that it can have a name which no file system should hold. */
export function runReport({ format, input, env }: RunReport, run: Run, ...options: string[]): Promise<Outcome> {
  // Their records are not whole conversations.
  const alone = ['--rule', 'conversation/*=off'];
  const argv = ['validate', '--no-config', '-f', format, '--stdin-filename', inputName(input), ...alone, ...options];
  return run(argv, {
    cwd: REPORTS,
    stdin: readFileSync(join(INPUTS, `${input}.ndjson`)),
    ...(env === undefined ? {} : { env }),
  });
}

/** Runs a check as a job on GitHub would, and gives back the summary of the job. */
export async function runSummary({ input }: SummaryCase, run: Run, ...options: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'copilot-events-summary-'));
  try {
    const path = join(folder, 'summary.md');
    await runReport({ format: 'json', input, env: { GITHUB_STEP_SUMMARY: path } }, run, ...options);
    return readFileSync(path, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The golden of a report: what it wrote, and nothing else, so that it can be read as it is shown. */
export function toReportGolden({ stdout }: Outcome): string {
  // Of a page, what it shows: the page itself is another matter.
  const isPage = stdout.startsWith('<!doctype html>');
  return withoutPassing(isPage ? `${toLines(documentIn(stdout))}\n` : stdout);
}

/** A document with a line for each member and each item of a list, so that a difference can be read. */
function toLines(document: object): string {
  const members = Object.entries(document).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  return `{${members.join(',\n')}}`.replaceAll('},{', '},\n{');
}
