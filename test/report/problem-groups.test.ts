import { describe, expect, it } from 'vitest';
import { moreText } from '../../src/report/place-text.js';
import { ProblemGroups } from '../../src/report/problem-groups.js';
import { aProblem } from '../support/problems.js';
import { ROOT } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';

/** The groups of a log, each as the number of its problems and the hint. */
async function groupsOf(records: readonly (object | string)[]): Promise<(readonly [number, string | undefined])[]> {
  const log = records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('');
  const argv = ['validate', '--no-config', '-f', 'json', '--rule', 'conversation/*=off'];
  const { stdout } = await runInProcess(argv, { cwd: ROOT, stdin: Buffer.from(log) });
  const groups = new ProblemGroups();
  for (const problem of JSON.parse(stdout).problems) groups.add(problem, 0);
  return groups.inOrder().map(({ count, examples }) => [count, examples[0]?.hint] as const);
}

const feedback = (properties: object) => ({
  type: 'track',
  event: 'Feedback Submitted',
  userId: 'u1',
  properties: { conversationId: 'c1', messageId: 'm1', ...properties },
});

describe('groups of problems', () => {
  it('problems of one rule and field with different fixes are different groups', async () => {
    const records = [feedback({ score: 5 }), feedback({ score: 4 }), feedback({}), { ...feedback({}), rating: 3 }];
    expect(await groupsOf(records)).toEqual([
      [2, 'found score in properties; rename it to rating'],
      [1, expect.stringMatching(/^add a number/)],
      [1, 'found rating at the top level; move it into properties'],
    ]);
  });

  it('300 events outside the spec with one fix are one group', async () => {
    const records = Array.from({ length: 300 }, (_, index) => ({
      type: 'track',
      event: `Custom Thing ${index} Happened`,
      userId: 'u1',
      properties: {},
    }));
    expect(await groupsOf(records)).toEqual([[300, expect.stringContaining('add the id of the conversation')]]);
  });

  it('the line for the rest of a group says in how many events it occurs', () => {
    const groups = new ProblemGroups();
    const warning = (line: number, event: string) =>
      aProblem({ line, rule: 'event/unplanned', severity: 'warning', event });
    for (let line = 1; line <= 1200; line++) {
      groups.add(warning(line, `e${line % 300}`), 0);
    }
    expect(groups.inOrder().map(moreText)).toEqual(['and 1,197 more like this, in 300 events, lines 4-1200']);
    for (let line = 1; line <= 1200; line++) {
      groups.add(warning(line, `f${line}`), 0);
    }
    expect(groups.inOrder().map(moreText)[0]).toContain('in 1,000 events or more');
  });

  it('texts that are not JSON in the same way are one group, whatever they contain', async () => {
    const lines = ['GET / 200', 'Server listening on :3000', 'ready', '[info] hi', '12:00 done'];
    const groups = await groupsOf(lines.map((line) => `x ${line}`));
    expect(groups.map(([count]) => count)).toEqual([5]);
  });
});
