import { describe, expect, it } from 'vitest';
import { createAjv } from './schemas/results.js';
import { SCHEMAS_URL } from './schemas/schema-files.js';
import { readGolden, withoutPassing } from './support/golden.js';
import type { Run } from './support/outcome.js';
import type { ReportCase } from './support/report-cases.js';
import {
  reportCases,
  runReport,
  runSummary,
  summaryCases,
  TERMINAL,
  terminalCases,
  toReportGolden,
} from './support/report-cases.js';
import { documentIn, injectedCommands, parseReport } from './support/report-readers.js';
import { runInProcess, runWith } from './support/run-in-process.js';

const named = (cases: readonly ReportCase[]) => cases.map((one) => [one.name, one] as const);
const withHostileNames = named(reportCases()).filter(([, { input }]) => input === 'hostile' || input === 'commands');
const onTerminal: Run = runWith({ terminal: TERMINAL });

/** Every free text of the inputs holds these words; no report may. */
const SECRET = 'SECRET-WORDS';

/** What moves a cursor, colours, hides or turns round: C0 but the line feed, DEL, C1, and marks of direction. */
const HARMFUL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const COLOURS = /\u001b\[\d+m/g;

describe('reports', () => {
  it.each(named(reportCases()))('the report %s is its golden file', async (_, one) => {
    const outcome = await runReport(one, runInProcess);
    expect(outcome.stderr).toBe('');
    expect(toReportGolden(outcome)).toBe(readGolden(one.golden));
  });

  it.each(named(terminalCases()))('the report %s is its golden file', async (_, one) => {
    expect(toReportGolden(await runReport(one, onTerminal))).toBe(readGolden(one.golden));
  });

  it.each(summaryCases().map((one) => [one.name, one] as const))('%s is its golden file', async (_, one) => {
    expect(withoutPassing(await runSummary(one, runInProcess))).toBe(readGolden(one.golden));
  });
});

describe('every report', () => {
  it.each(named(reportCases()))('the report %s ends in a newline and cannot harm a terminal', async (_, one) => {
    const { stdout } = await runReport(one, runInProcess);
    expect(stdout).toMatch(/[^\n]\n$/);
    expect(HARMFUL.exec(stdout)).toBeNull();
  });

  it.each(named(terminalCases()))('the report %s ends in a newline and has only colour escapes', async (_, one) => {
    const { stdout } = await runReport(one, onTerminal);
    expect(stdout).toMatch(/[^\n]\n$/);
    expect(stdout).toMatch(COLOURS);
    expect(HARMFUL.exec(stdout.replace(COLOURS, ''))).toBeNull();
  });

  it.each(named(reportCases()))('the report %s does not show people’s words', async (_, one) => {
    const { stdout, stderr } = await runReport(one, runInProcess);
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it.each(withHostileNames)('the report %s with --show-values shows values and is as harmless', async (_, one) => {
    const { stdout } = await runReport(one, runInProcess, '--show-values', '--max-problems', '1000');
    expect(stdout).toContain(SECRET);
    expect(HARMFUL.exec(stdout)).toBeNull();
    expect(injectedCommands(one.format, stdout)).toEqual([]);
    await parseReport(one.format, stdout);
  });

  it.each(withHostileNames)('the report %s has short lines however long names are', async (_, one) => {
    const { stdout } = await runReport(one, runInProcess);
    // The lines of a page are those of its program; what a log can make long are the texts in its document.
    const lines = one.format === 'html' ? JSON.stringify(documentIn(stdout), undefined, 1) : stdout;
    expect(Math.max(...lines.split('\n').map((line) => line.length))).toBeLessThan(2500);
  });

  it.each(named(reportCases()))('the report %s contains no injected command for a CI runner', async (_, one) => {
    const { stdout } = await runReport(one, runInProcess, '--max-problems', '1000');
    expect(injectedCommands(one.format, stdout)).toEqual([]);
  });

  it.each(named(reportCases()))('the readers of the report %s find every kind of problem', async (_, one) => {
    const { stdout } = await runReport(one, runInProcess, '--max-problems', '1000');
    const { problems } = JSON.parse((await runReport({ ...one, format: 'json' }, runInProcess)).stdout) as {
      readonly problems: readonly { readonly rule: string }[];
    };
    const rules = new Set((await parseReport(one.format, stdout)).map(({ rule }) => rule));
    expect([...rules].sort()).toEqual([...new Set(problems.map(({ rule }) => rule))].sort());
  });
});

describe('reports for programs', () => {
  const ajv = createAjv();
  const url = new URL('report.schema.json', SCHEMAS_URL).href;
  const faultsOf = (fragment: string, value: unknown): string => {
    const validate = ajv.getSchema(`${url}#${fragment}`);
    if (validate === undefined) throw new Error(`there is no ${fragment} in report.schema.json`);
    return validate(value) === true ? '' : ajv.errorsText(validate.errors);
  };

  it.each(named(reportCases().filter(({ format }) => format === 'json')))(
    'the report %s matches its schema',
    async (_, one) => {
      const report = JSON.parse((await runReport(one, runInProcess)).stdout) as Record<string, unknown>;
      expect(faultsOf('', report)).toBe('');
    },
  );

  it.each(named(reportCases().filter(({ format }) => format === 'ndjson')))(
    'the report %s has one problem per line, the summary last, with the same problems as json',
    async (_, one) => {
      const lines = (await runReport(one, runInProcess)).stdout.trimEnd().split('\n');
      const values = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(values.map((value) => faultsOf('/definitions/ndjsonLine', value)).join('')).toBe('');
      expect(values.map((value) => 'summary' in value).indexOf(true)).toBe(values.length - 1);
      const json = JSON.parse((await runReport({ ...one, format: 'json' }, runInProcess)).stdout) as {
        readonly problems: readonly unknown[];
      };
      expect(values.slice(0, -1)).toEqual(json.problems);
    },
  );
});

describe('pretty on a terminal', () => {
  it.each(named(terminalCases().filter(({ format }) => format === 'pretty')))(
    'the report %s is wider than the terminal only where a word is too long to break',
    async (_, one) => {
      const { stdout } = await runReport(one, onTerminal);
      const lines = stdout.replace(COLOURS, '').trimEnd().split('\n').slice(0, -1);
      // What is indented by four has a line of its own, if it is longer than that leaves room for.
      const room = TERMINAL.columns - 4;
      const breakable = (line: string) => !line.split(' ').some((word) => word.length > room);
      expect(lines.filter((line) => line.length > TERMINAL.columns && breakable(line))).toEqual([]);
    },
  );
});
