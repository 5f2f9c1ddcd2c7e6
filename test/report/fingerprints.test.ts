import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/problem/problem.js';
import { aProblem, reportOf } from '../support/problems.js';

/** The fingerprints that a report gives to problems, in their order. */
const FINGERPRINTS = {
  gitlab: (problems: readonly Problem[]): string[] =>
    JSON.parse(reportOf('gitlab', problems)).map((issue: { fingerprint: string }) => issue.fingerprint),
  sarif: (problems: readonly Problem[]): string[] =>
    JSON.parse(reportOf('sarif', problems)).runs[0].results.map(
      ({ partialFingerprints }: { partialFingerprints: Record<string, string> }) =>
        partialFingerprints['copilotEvents/v1'],
    ),
};

const problems = [
  aProblem(),
  aProblem({ line: 2 }),
  aProblem({ line: 3 }),
  aProblem({ line: 4, conversationId: 'c2' }),
  aProblem({ line: 5, event: 'Rated' }),
  aProblem({ line: 6, pointer: '/properties/score' }),
  aProblem({ line: 7, rule: 'schema/minimum' }),
  aProblem({ line: 9, rule: 'json/invalid-syntax', pointer: '', message: 'a comma is missing between two values' }),
  aProblem({ line: 10, rule: 'json/invalid-syntax', pointer: '', message: 'this is not JSON' }),
  aProblem({ line: 11, file: 'logs/b.ndjson' }),
];

describe.each(Object.entries(FINGERPRINTS))('the fingerprints of %s', (_, fingerprintsOf) => {
  it('fingerprints of different problems are all different', () => {
    const fingerprints = fingerprintsOf(problems);
    expect(new Set(fingerprints).size).toBe(problems.length);
    for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
  });

  it('fingerprints stay the same after lines were added before the problems', () => {
    const moved = problems.map((problem) => ({ ...problem, line: problem.line + 100, record: 77, column: 3 }));
    expect(fingerprintsOf(moved)).toEqual(fingerprintsOf(problems));
  });

  it('fingerprints stay the same after other problems were fixed or added', () => {
    const all = fingerprintsOf(problems);
    expect(fingerprintsOf(problems.slice(3))).toEqual(all.slice(3));
    expect(fingerprintsOf([...problems, aProblem({ line: 99, file: 'logs/z.ndjson' })]).slice(0, -1)).toEqual(all);
  });

  it('fingerprints stay the same when messages and hints change', () => {
    const reworded = problems.slice(0, 7).map((problem) => ({ ...problem, message: 'not so', hint: 'do it' }));
    expect(fingerprintsOf(reworded)).toEqual(fingerprintsOf(problems.slice(0, 7)));
  });

  it('fingerprints stay the same from release to release', () => {
    expect(fingerprintsOf([aProblem()])).toEqual(['a271863ee3e16332a2604f11f4c94ee8']);
  });
});
