import { describe, expect, it } from 'vitest';
import { aProblem, REPEATED, reportOf } from '../support/problems.js';

const KINDS = 12;

/** Problems of many kinds, one kind after the other. */
function problemsOf(kinds: number, each: number) {
  return Array.from({ length: kinds * each }, (_, at) => {
    const field = `field_number_${at % kinds}`;
    const message = `properties.${field} is a string of more letters than most; a number is needed`;
    const hint = `send ${field} as a number, without quotes, as the schema of your own event describes it`;
    return aProblem({ line: at + 1, path: `properties.${field}`, pointer: `/properties/${field}`, message, hint });
  });
}

const blocksIn = (text: string) =>
  text.match(/^(?:error|warning) \S+ .*\n {2}at: .*\n {2}field: .*\n {2}fix: .*$/gm) ?? [];

describe('the report for coding agents', () => {
  it('the agent report shows 1,000 problems of 12 kinds in full within 5,400 bytes', () => {
    const text = reportOf('agent', problemsOf(KINDS, 84));
    expect(blocksIn(text)).toHaveLength(KINDS);
    expect(Buffer.byteLength(text)).toBeLessThan(5400);
  });

  it('the agent report stays within 5,700 bytes for 3,000 kinds, and counts those that it leaves out', () => {
    const text = reportOf('agent', problemsOf(3000, 1));
    expect(Buffer.byteLength(text)).toBeLessThan(5700);
    const shown = blocksIn(text).length;
    expect(shown).toBeGreaterThan(10);
    const named = Number(/^error schema\/type \((\d+) times\), first at logs\/a\.ndjson:\d+:10$/m.exec(text)?.[1]);
    const rest = /^and ([\d,]+) problems of other kinds; -f ndjson shows all$/m.exec(text)?.[1] ?? '';
    expect(shown + named + Number(rest.replace(',', ''))).toBe(3000);
  });

  it('the agent report names place, field, event, conversation and fix of a group', () => {
    expect(reportOf('agent', [aProblem(), aProblem({ line: 4 })])).toBe(
      [
        '✖ 2 of 2 records are invalid: 2 errors (1 file, 1.0 kB, 5 ms)',
        '',
        'error schema/type (2 times): properties.rating is a string; a number is needed',
        '  at: logs/a.ndjson:1:10, and 1 more like this, line 4',
        '  field: /properties/rating, in event Feedback Submitted, conversation c1',
        '  fix: send it as a number, without quotes',
        '',
        'copilot-events explain schema/type says more',
        '',
      ].join('\n'),
    );
  });

  it('the agent report gives the fix of the rule where a problem has no hint', () => {
    const { hint: _, ...withoutHint } = REPEATED;
    expect(reportOf('agent', [withoutHint])).toContain(
      '  fix: Create a new id for each message, including the answers.\n',
    );
  });

  it('the agent report shows errors before more frequent warnings', () => {
    const warnings = Array.from({ length: 9 }, (_, at) => ({ ...REPEATED, line: at + 1 }));
    const rules = [...reportOf('agent', [...warnings, aProblem()]).matchAll(/^(?:error|warning) [a-z/-]+/gm)].map(
      ([text]) => text,
    );
    expect(rules).toEqual(['error schema/type', 'warning conversation/duplicate-message-id']);
  });

  it('the agent report of a clean log is one line', () => {
    expect(reportOf('agent', [])).toBe('0 records (1 file, 1.0 kB, 5 ms)\n');
  });
});
