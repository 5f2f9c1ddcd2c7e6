import { describe, expect, it } from 'vitest';
import type { FormatName } from '../../src/report/formats.js';
import { FORMATS } from '../../src/report/formats.js';
import { jobSummary } from '../../src/report/job-summary.js';
import { REPEATED, reportOf } from '../support/problems.js';
import { runnerCommands } from '../support/runner-commands.js';

const [place] = REPEATED.related ?? [];
if (place === undefined) throw new Error('no related place');
const elsewhere = { ...REPEATED, related: [{ ...place, file: '::error::b.ndjson' }] };
const five = { ...REPEATED, related: Array.from({ length: 5 }, () => place) };

/** Where each format tells of the other place, which is line 4. */
const TELLS: Readonly<Record<FormatName, RegExp>> = {
  pretty: /^ {4}see logs\/a\.ndjson:4:118: the messageId was first seen here$/m,
  concise: /^logs\/a\.ndjson:9:10: warning: .* the same messageId \(see line 4\) \[conversation\//m,
  json: /"related":\[\{"message":"the messageId was first seen here","file":"logs\/a\.ndjson","record":4,"line":4/,
  ndjson: /"related":\[\{"message":"the messageId was first seen here","file":"logs\/a\.ndjson","record":4,"line":4/,
  github: /%0Asee logs\/a\.ndjson:4:118: the messageId was first seen here%0A/,
  gitlab: /"other_locations":\[\{"path":"logs\/a\.ndjson","lines":\{"begin":4,"end":4\}\}\]/,
  sarif: /"relatedLocations":\[\{"id":0,"physicalLocation":.*"startLine":4/,
  html: /"related":\[\{"message":"the messageId was first seen here","file":"logs\/a\.ndjson","record":4,"line":4/,
  agent: /^ {2}see logs\/a\.ndjson:4:118: the messageId was first seen here$/m,
  junit: /^ {4}see logs\/a\.ndjson:4:118: the messageId was first seen here$/m,
};

describe('a problem that speaks of another place', () => {
  it.each(Object.keys(FORMATS) as FormatName[])('a problem with a related place shows it in %s', (format) => {
    expect(reportOf(format, [REPEATED])).toMatch(TELLS[format]);
  });

  it('a problem with a related place shows it in the job summary', () => {
    expect(reportOf(jobSummary, [REPEATED])).toContain(
      '<br>see logs/a.ndjson&#58;4&#58;118&#58; the messageId was first seen here |',
    );
  });

  it('the concise report names the file of a related place in another file', () => {
    expect(reportOf('concise', [elsewhere])).toContain('(see ./::error::b.ndjson:4:118)');
  });

  it.each(Object.keys(FORMATS) as FormatName[])('the file of a related place gives no command in %s', (format) => {
    const names = runnerCommands(reportOf(format, [elsewhere])).map(({ name }) => name);
    expect(names).toEqual(format === 'github' ? ['warning'] : []);
  });

  it('the pretty report shows three related places, and how many more there are', () => {
    const lines = reportOf('pretty', [five]).split('\n');
    expect(lines.filter((line) => line.startsWith('    see '))).toHaveLength(3);
    expect(lines).toContain('    and 2 more places');
  });

  it('a related place is wrapped on a terminal', () => {
    const lines = reportOf('pretty', [REPEATED], { columns: 50 }).split('\n');
    expect(lines).toContain('    see logs/a.ndjson:4:118: the messageId was');
    expect(lines).toContain('    first seen here');
  });
});
