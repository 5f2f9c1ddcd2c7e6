import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ExplainedRule } from '../../src/explain/explained-rules.js';
import { EXPLAINED_RULES, realLog, shownLog } from '../../src/explain/explained-rules.js';
import { rulesPage } from '../../src/explain/rules-page.js';
import { ruleUrl } from '../../src/problem/rule-url.js';
import { CATALOG } from '../../src/rules/catalog.js';
import type { Explanation } from '../../src/rules/rule.js';
import { rulesOfRequest } from '../listen/start-collector.js';
import { problemsIn } from '../support/expect-case.js';
import { ROOT } from '../support/root.js';
import { runBuilt } from '../support/run-built.js';
import { runInProcess, runWith } from '../support/run-in-process.js';

/** The rules that a log gives, each once; of a rule about requests, those that a collector gives the request. */
async function rulesOf({ rule, level, options = [] }: ExplainedRule, sample: Explanation['bad']): Promise<string[]> {
  const log = realLog(sample);
  if (rule.startsWith('request/')) return rulesOfRequest(String(log));
  const switchedOn = level === 'off' ? ['--rule', `${rule}=warning`] : [];
  // A record by itself is no story.
  const alone = rule.startsWith('conversation/') ? [] : ['--rule', 'conversation/*=off'];
  const argv = ['validate', '--no-config', '-f', 'ndjson', ...alone, ...switchedOn, ...options];
  const { stdout } = await runInProcess(argv, {
    cwd: ROOT,
    stdin: Buffer.from(log),
  });
  return [...new Set(problemsIn(stdout).map((problem) => String(problem['rule'])))];
}

const WITH_LOGS = EXPLAINED_RULES.filter(({ bad }) => bad !== undefined).map((one) => [one.rule, one] as const);

describe('the examples of a rule', () => {
  it('every rule of the catalog has examples', () => {
    const shown = WITH_LOGS.map(([rule]) => rule as string);
    expect(Object.keys(CATALOG).filter((rule) => !shown.includes(rule))).toEqual([]);
  });

  it.each(WITH_LOGS)('%s: the bad example gives this rule and no other', async (rule, one) => {
    expect(await rulesOf(one, one.bad ?? '')).toEqual([rule]);
  });

  it.each(WITH_LOGS)('%s: the good example gives no problem', async (_, one) => {
    expect(await rulesOf(one, one.good ?? '')).toEqual([]);
  });

  it.each(WITH_LOGS)('%s: both examples fit a terminal', (_, { bad = '', good = '' }) => {
    for (const line of `${shownLog(bad)}\n${shownLog(good)}`.split('\n')) expect(line.length).toBeLessThanOrEqual(76);
  });
});

describe('docs/reference/rules.md', () => {
  it('docs/reference/rules.md contains what explain prints', () => {
    expect(readFileSync(`${ROOT}docs/reference/rules.md`, 'utf8'), 'run npm run docs').toBe(rulesPage());
  });

  it('docs/reference/rules.md has a heading for every rule, where the address of the rule leads', () => {
    // As GitHub makes anchors: lower case, spaces to hyphens, and of all else only letters, digits, - and _.
    const slugs = [...rulesPage().matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(' ', '-')
        .replace(/[^\p{L}\p{N}_-]/gu, ''),
    );
    expect(slugs).toEqual(EXPLAINED_RULES.map(({ rule }) => new URL(ruleUrl(rule)).hash.slice(1)));
    expect(new Set(slugs).size).toBe(slugs.length);
  });
});

describe('explain', () => {
  const cwd = ROOT;

  it('explain prints everything about a rule, plain and unwrapped in a pipe', async () => {
    const { code, stdout, stderr } = await runBuilt(['explain', 'schema/type'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const type = EXPLAINED_RULES.find(({ rule }) => rule === 'schema/type');
    for (const part of [type?.meaning, type?.why, type?.fix, '"rating": "5"', '"rating": 5', ruleUrl('schema/type')]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).toContain('--rule schema/type=off');
    expect(stdout).toContain('"rules": { "schema/type": "off" }');
    expect(stdout).not.toContain('\u001b');
  });

  it('explain prints how to switch on a rule that is off by default', async () => {
    const { stdout } = await runInProcess(['explain', 'track/missing-message-id'], { cwd });
    expect(stdout).toContain('off by default');
    expect(stdout).toContain('--rule track/missing-message-id=warning');
  });

  it('explain accepts patterns, and prints each rule once', async () => {
    const { stdout } = await runInProcess(['explain', 'track/*', '*/missing-message-id'], { cwd });
    const heads = stdout.match(/^\S+\/\S+(?= {2}(?:error|warning|off) by default)/gm);
    expect(heads).toEqual(['track/missing-conversation-id', 'track/missing-message-id', 'feedback/missing-message-id']);
  });

  it('explain without a rule lists all rules, each with level and summary', async () => {
    const { code, stdout } = await runBuilt(['explain'], { cwd });
    expect(code).toBe(0);
    for (const [rule, { level, summary }] of Object.entries(CATALOG)) {
      expect(stdout).toMatch(new RegExp(`^${rule} +${level} +${summary.replace(/[.*+?()]/g, '\\$&')}$`, 'm'));
    }
  });

  it('explain on a terminal uses colours and keeps within the width', async () => {
    const terminal = { columns: 60, env: { FORCE_COLOR: '1' } };
    const { stdout } = await runWith({ terminal })(['explain', 'json/*', 'schema/type'], { cwd });
    expect(stdout).toContain('\u001b[31merror');
    expect(stdout).toContain('\u001b[1mJSON.stringify\u001b');
    const prose = stdout
      .replace(/\u001b\[\d+m/g, '')
      .split('\n')
      .filter((line) => !line.startsWith('    ') && !line.startsWith('https:'));
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(60);
    // A list of long names needs more room.
    const list = await runWith({ terminal: { ...terminal, columns: 70 } })(['explain'], { cwd });
    for (const line of list.stdout.replace(/\u001b\[\d+m/g, '').split('\n'))
      expect(line.length).toBeLessThanOrEqual(70);
  });

  it.each([
    ['json/duplicate-kye', 'did you mean json/duplicate-key?'],
    ['invalid-syntax', 'did you mean json/invalid-syntax?'],
    ['schema/requird', 'did you mean schema/required?'],
    ['nope/*', 'copilot-events explain lists the rules'],
    ['\u001b[31mx', 'copilot-events explain lists the rules'],
  ])('explain fails for %s, which is not a rule, with a hint', async (rule, hint) => {
    const { code, stdout, stderr } = await runInProcess(['explain', rule], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain('\u001b');
  });
});
