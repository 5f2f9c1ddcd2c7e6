import { readFileSync } from 'node:fs';
import type { Outcome } from './outcome.js';

/** What is in a report and changes from run to run, or from release to release, and nobody's golden can hold. */
const PASSING: readonly (readonly [what: RegExp, as: string])[] = [
  [/"durationMs":\d+/g, '"durationMs":0'],
  [/"version":"\d+\.\d+\.\d+[^"]*"/g, '"version":"0.0.0"'],
  // The last line of the reports for people: (1 file, 3.2 kB, 12 ms)
  [/(\(\d[\d,]* files?, \S+ \S+), [^)]+\)/g, '$1, 0 ms)'],
  [/ time="\d+\.\d+"/g, ' time="0.000"'],
  [/"semanticVersion":"[^"]*"/g, '"semanticVersion":"0.0.0"'],
  [/"madeAt":"[^"]*"/g, '"madeAt":"2024-01-01T00:00:00.000Z"'],
  // How far ahead the year 2999 lies depends on the day.
  [/lies [\d,]+ (day|year)s in the future/g, 'lies 0 $1s in the future'],
];

/** A report without what changes from run to run. */
export function withoutPassing(report: string): string {
  return PASSING.reduce((text, [what, as]) => text.replace(what, as), report);
}

/** The golden of a case: the report as `-f ndjson` writes it, then a line for how the run ended. */
export function toGolden({ code, stdout, stderr }: Outcome): string {
  const said = stderr.split('\n').filter((line) => line !== '');
  const end = said.length === 0 ? { exit: code } : { exit: code, stderr: said };
  return `${withoutPassing(stdout).replace(/"durationMs":0,/g, '')}${JSON.stringify(end)}\n`;
}

/** Reads a golden. @throws if there is none: only `node scripts/update-goldens.js` writes one. */
export function readGolden(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`no golden ${path}; look at the output, then run: node scripts/update-goldens.js`, { cause });
  }
}
