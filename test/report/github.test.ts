import { describe, expect, it } from 'vitest';
import { ruleUrl } from '../../src/problem/rule-url.js';
import { aProblem, reportOf } from '../support/problems.js';
import { runnerCommands } from '../support/runner-commands.js';

const commandOf = (...args: Parameters<typeof aProblem>) => runnerCommands(reportOf('github', [aProblem(...args)]))[0];

describe('a report for GitHub', () => {
  it('the report for GitHub has one command per problem, with place, rule, message, fix and link', () => {
    expect(commandOf({ line: 7 })).toEqual({
      version: 2,
      name: 'error',
      properties: {
        file: 'logs/a.ndjson',
        line: '7',
        endLine: '7',
        col: '10',
        endColumn: '13',
        title: 'schema/type',
      },
      data: [
        'properties.rating is a string; a number is needed',
        'hint: send it as a number, without quotes',
        'at logs/a.ndjson:7:10, event Feedback Submitted, conversation c1',
        ruleUrl('schema/type'),
      ].join('\n'),
    });
  });

  it('the report for GitHub gives no columns for a place of several lines, since the runner accepts none', () => {
    expect(commandOf({ endLine: 4 })?.properties).toMatchObject({ line: '1', endLine: '4' });
    expect(commandOf({ endLine: 4 })?.properties).not.toHaveProperty('col');
  });

  it('the report for GitHub names no file for a problem on stdin', () => {
    expect(commandOf({ file: '<stdin>' })?.properties).toEqual({ title: 'schema/type' });
    expect(commandOf({ file: '<stdin>' })?.data).toContain('at <stdin>:1:10');
  });

  it.each(['100%.ndjson', 'a:b,c=d.ndjson', '%0A%25.ndjson', '::error::x.ndjson', 'a, file=b.ndjson'])(
    'the report for GitHub keeps the file name %j as it is',
    (file) => expect(commandOf({ file })?.properties['file']).toBe(file),
  );

  it.each(['100% :: %0A ,', 'a\nb\r\nc'])('the report for GitHub keeps the message %j as it is', (message) => {
    const text = reportOf('github', [aProblem({ message })]);
    expect(runnerCommands(text)).toHaveLength(1);
    expect(runnerCommands(text)[0]?.data.startsWith(`${message}\nhint: `)).toBe(true);
  });

  it('the report for GitHub has one command for equal problems; errors are first, and then the most frequent', () => {
    const rare = aProblem({ rule: 'schema/minimum' });
    const often = [2, 3, 4].map((line) => aProblem({ line }));
    const warnings = [5, 6, 7, 8].map((line) => aProblem({ line, rule: 'call/missing-type', severity: 'warning' }));
    const commands = runnerCommands(reportOf('github', [...warnings, rare, ...often]));
    expect(commands.map(({ name, properties }) => `${name} ${properties['title']}`)).toEqual([
      'error schema/type',
      'error schema/minimum',
      'warning call/missing-type',
    ]);
    expect(commands[0]?.data).toContain('\nand 2 more like this, lines 3-4\n');
  });

  it('the report for GitHub gives the first and last place of equal problems in several files', () => {
    const files = ['a', 'a', 'b', 'c'].map((file, index) => aProblem({ file: `${file}.ndjson`, line: index + 1 }));
    expect(reportOf('github', files)).toContain('and 3 more like this, from a.ndjson:2:10 to c.ndjson:4:10');
  });

  it('the report for GitHub has as many commands as --max-problems allows, then the counts', () => {
    const problems = Array.from({ length: 30 }, (_, index) =>
      aProblem({ line: index + 1, pointer: `/properties/field${index}` }),
    );
    const lines = reportOf('github', problems, { maxProblems: 12 }).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(12);
    expect(lines.slice(12)).toEqual([
      'and 18 problems of other kinds; --max-problems shows more, -f ndjson all',
      '✖ 30 of 30 records are invalid: 30 errors (1 file, 1.0 kB, 5 ms)',
    ]);
  });
});
