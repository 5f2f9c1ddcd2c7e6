import { describe, expect, it } from 'vitest';
import { ruleUrl } from '../../src/problem/rule-url.js';
import { aProblem, REPEATED, reportOf } from '../support/problems.js';

interface Location {
  readonly id?: number;
  readonly message?: { readonly text: string };
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region: object;
  };
}

interface Sarif {
  readonly runs: readonly {
    readonly columnKind: string;
    readonly originalUriBaseIds: object;
    readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly message: { readonly text: string };
      readonly locations: readonly Location[];
      readonly relatedLocations?: readonly Location[];
    }[];
  }[];
}

function runOf(...args: Parameters<typeof reportOf> extends [unknown, ...infer Rest] ? Rest : never) {
  const run = (JSON.parse(reportOf('sarif', ...args)) as Sarif).runs[0];
  if (run === undefined) throw new Error('a report without a run');
  return run;
}

const resultOf = (differs: Parameters<typeof aProblem>[0]) => runOf([aProblem(differs)]).results[0];
const fileOf = (file: string) => resultOf({ file })?.locations[0]?.physicalLocation.artifactLocation;

describe('a SARIF report', () => {
  it('the SARIF report counts columns in UTF-16 code units', () => {
    const run = runOf([aProblem({ line: 3 })]);
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.results[0]?.locations[0]?.physicalLocation.region).toEqual({
      startLine: 3,
      startColumn: 10,
      endLine: 3,
      endColumn: 13,
    });
  });

  it('the SARIF report describes each of its rules, with help and a link, and no other', () => {
    const { tool, results } = runOf([aProblem(), aProblem({ rule: 'json/too-deep' }), aProblem(), REPEATED]);
    const { rules } = tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(['conversation/duplicate-message-id', 'json/too-deep', 'schema/type']);
    for (const { id, helpUri, help, shortDescription } of rules) {
      expect(helpUri).toBe(ruleUrl(String(id)));
      expect(help).toMatchObject({
        text: expect.stringContaining(String(id)),
        markdown: expect.stringContaining(']('),
      });
      expect(shortDescription).toMatchObject({ text: expect.stringMatching(/^\w.{10,}/) });
    }
    expect(results.map(({ ruleIndex }) => rules[ruleIndex]?.['id'])).toEqual(results.map(({ ruleId }) => ruleId));
  });

  it.each([
    ['logs/a.ndjson', 'logs/a.ndjson'],
    ['logs/a b#?%.ndjson', 'logs/a%20b%23%3F%25.ndjson'],
    ['<stdin>', '%3Cstdin%3E'],
    ['::error::a:b.ndjson', '%3A%3Aerror%3A%3Aa%3Ab.ndjson'],
    ['Füße/日本.ndjson', 'F%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.ndjson'],
    ['\u001b[31m\u202e\ud83d.ndjson', '%1B%5B31m%E2%80%AE%EF%BF%BD.ndjson'],
  ])('the SARIF report names the file %j by a URI below the root', (file, uri) => {
    expect(fileOf(file)).toEqual({ uri, uriBaseId: '%SRCROOT%' });
    expect(new URL(uri, 'file:///root/').pathname).toBe(`/root/${uri}`);
  });

  it.each([
    ['/var/log/a b.ndjson', 'file:///var/log/a%20b.ndjson'],
    ['C:/logs/a.ndjson', 'file:///C%3A/logs/a.ndjson'],
  ])('the SARIF report names the file %j, which lies elsewhere, by a URI of its own', (file, uri) => {
    expect(fileOf(file)).toEqual({ uri });
  });

  it('the SARIF report contains related places', () => {
    expect(runOf([REPEATED]).results[0]?.relatedLocations).toEqual([
      {
        id: 0,
        message: { text: 'the messageId was first seen here' },
        physicalLocation: {
          artifactLocation: { uri: 'logs/a.ndjson', uriBaseId: '%SRCROOT%' },
          region: { startLine: 4, startColumn: 118, endLine: 4, endColumn: 123 },
        },
      },
    ]);
  });

  it.each([
    ['a[link](https://evil.example)', 'a[link\\](https://evil.example)'],
    ['{0} and {12}', '{{0} and {{12}'],
    ['send an object: {"key": "value"}', 'send an object: {"key": "value"}'],
    ['items[2].id is missing', 'items[2].id is missing'],
  ])('the SARIF report does not make the text %j a link or a placeholder', (message, text) => {
    expect(resultOf({ message, hint: 'fix it' })?.message.text).toBe(`${text}; fix it`);
  });
});
