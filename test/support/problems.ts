import type { Summary } from '../../src/check/summary.js';
import type { Problem } from '../../src/problem/problem.js';
import type { FormatName } from '../../src/report/formats.js';
import { FORMATS } from '../../src/report/formats.js';
import { htmlReport } from '../../src/report/html/html-report.js';
import type { CreateReport, ReportContext } from '../../src/report/report.js';
import { PLAIN } from '../../src/text/paint.js';

/** A problem of a log, as far as a test does not say otherwise. */
export function aProblem(differs: Partial<Problem> = {}): Problem {
  const { line = 1 } = differs;
  return {
    rule: 'schema/type',
    severity: 'error',
    message: 'properties.rating is a string; a number is needed',
    hint: 'send it as a number, without quotes',
    file: 'logs/a.ndjson',
    record: line,
    line,
    column: 10,
    endLine: line,
    endColumn: 13,
    pointer: '/properties/rating',
    path: 'properties.rating',
    event: 'Feedback Submitted',
    conversationId: 'c1',
    ...differs,
  };
}

/** The same message twice in a conversation: a problem that names another place. */
export const REPEATED: Problem = aProblem({
  rule: 'conversation/duplicate-message-id',
  severity: 'warning',
  message: 'another message of this conversation has the same messageId',
  line: 9,
  related: [
    {
      message: 'the messageId was first seen here',
      file: 'logs/a.ndjson',
      record: 4,
      line: 4,
      column: 118,
      endLine: 4,
      endColumn: 123,
    },
  ],
});

/** The summary of a run with these problems, each in a record of its own. */
export function summaryOf(problems: readonly Problem[]): Summary {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const counts = { files: 1, records: problems.length, valid: problems.length - errors, invalid: errors };
  const warnings = problems.length - errors;
  return { ...counts, errors, warnings, bytes: 1000, durationMs: 5, byEvent: {}, byRule: {} };
}

/** A page that stands for the one that is built, where what matters is what a report puts into it. */
export const PAGE = '<!doctype html><html><head><meta charset="utf-8"></head><body></body></html>';

function creatorOf(format: FormatName): CreateReport {
  const creator = format === 'html' ? htmlReport(PAGE) : FORMATS[format].load();
  if (creator instanceof Promise) throw new Error(`${format} is loaded lazily`);
  return creator;
}

/** What a report is made with where nothing else matters than what it writes. */
export function contextOf(write: (piece: string) => void): ReportContext {
  return {
    write: (piece) => write(String(piece)),
    drain: () => undefined,
    lateFiles: undefined,
    measures: undefined,
    paint: PLAIN,
    columns: undefined,
    frames: true,
    maxProblems: 100,
    pathOf: (file) => file,
    tool: { name: 'copilot-events', version: '0.0.0' },
    showValues: false,
    errorsOnly: false,
    events: [],
    schemas: [],
  };
}

/** What a report says of these problems, whose files were given in the order of their names. */
export function reportOf(
  format: FormatName | CreateReport,
  problems: readonly Problem[],
  context: Partial<ReportContext> = {},
): string {
  let text = '';
  const create = typeof format === 'string' ? creatorOf(format) : format;
  const write = (piece: string) => {
    text += piece;
  };
  const report = create({ ...contextOf(write), ...context });
  const files = [...new Set(problems.map(({ file }) => file))].sort();
  for (const problem of problems) {
    const fileIndex = files.indexOf(problem.file);
    report.problem(problem, fileIndex);
    report.records?.writeLate?.({ problem, ofValid: true, fileIndex });
  }
  void report.end(summaryOf(problems));
  return text;
}
