import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobSummary } from '../../src/report/job-summary.js';
import { testFolders } from '../support/folders.js';
import { aProblem, reportOf } from '../support/problems.js';
import { BAD, badLog, GOOD, log, WARNED } from '../support/records.js';
import { reportInputs, runSummary } from '../support/report-cases.js';
import { runShell } from '../support/run-binary.js';
import { runBuilt } from '../support/run-built.js';
import { runInProcess } from '../support/run-in-process.js';

const folderWith = testFolders();

/** Runs the binary as a step of a job on GitHub. */
async function step(content: string, summary: string, ...options: string[]) {
  const cwd = folderWith({ 'log.ndjson': content });
  return runBuilt(['validate', 'log.ndjson', '-f', 'concise', ...options], {
    cwd,
    env: { GITHUB_STEP_SUMMARY: summary },
  });
}

describe.concurrent('the summary of a job on GitHub', () => {
  it('the job summary is appended to its file, whatever the format', async () => {
    const path = join(folderWith({ 'summary.md': 'what the step said\n' }), 'summary.md');
    const { code, stderr } = await step(log(GOOD, BAD), path, '-f', 'json=report.json');
    await step(log(GOOD), path);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const text = readFileSync(path, 'utf8');
    expect(text.startsWith('what the step said\n### copilot-events\n\n✖ 1 of 2 records is invalid: 1 error (')).toBe(
      true,
    );
    expect(text).toContain('| ❌ | properties.conversationId is a number; a non-empty string is needed<br>*hint:*');
    expect(text).toContain('### copilot-events\n\n✔ 1 record, valid (');
  });

  it('the job summary has all counts even if the report is not read to its end', async () => {
    const folder = folderWith({ 'many.ndjson': badLog(20_000) });
    await runShell('GITHUB_STEP_SUMMARY=summary.md $BIN validate -f ndjson many.ndjson | head -1', folder);
    const path = join(folder, 'summary.md');
    expect(readFileSync(path, 'utf8')).toContain('✖ 20,000 of 20,000 records are invalid: 20,000 errors');
  });

  it('the job summary with --quiet counts warnings without listing them', async () => {
    const path = join(folderWith(), 'summary.md');
    await step(log(WARNED), path, '--quiet');
    expect(readFileSync(path, 'utf8')).toMatch(/^### copilot-events\n\n⚠ 1 record, valid, 1 warning \(.*\)\n\n$/);
  });

  it('the job summary is not written without GITHUB_STEP_SUMMARY', async () => {
    const cwd = folderWith({ 'log.ndjson': log(BAD) });
    const { stderr } = await runBuilt(['validate', 'log.ndjson'], { cwd, env: { GITHUB_STEP_SUMMARY: '' } });
    expect(stderr).toBe('');
  });

  it.each([
    ['a missing folder', 'nowhere/summary.md', 'it does not exist'],
    ['a folder', '.', 'it is a directory'],
  ])('validate does not fail if the job summary would go to %s', async (_, path, reason) => {
    const { code, stderr } = await step(log(GOOD), path);
    expect(code).toBe(0);
    expect(stderr).toBe(`copilot-events: the job summary could not be written to GITHUB_STEP_SUMMARY: ${reason}\n`);
  });

  it('the job summary is left out if it would exceed what GitHub shows for a step', async () => {
    const path = join(folderWith(), 'summary.md');
    writeFileSync(path, 'x'.repeat(1024 * 1024 - 50));
    const { code, stderr } = await step(log(GOOD), path);
    expect(code).toBe(0);
    expect(stderr).toContain('it would be longer than the 1 MiB that GitHub takes of a step');
    expect(readFileSync(path)).toHaveLength(1024 * 1024 - 50);
  });
});

describe('the text of a job summary', () => {
  it.each(reportInputs())('the job summary of %s is one intact table, whatever names are in it', async (input) => {
    const text = await runSummary({ name: input, input, golden: '' }, runInProcess);
    const lines = text.trimEnd().split('\n');
    for (const line of lines) {
      expect(line.replaceAll(/<br>|<!-- -->/g, '')).not.toMatch(/[<>]/);
      expect(
        line.replaceAll(/\[[a-z]+\/[a-z0-9-]+\]\(https:\/\/github\.com\/copilot-events\/[^)\s]*\)/g, ''),
      ).not.toMatch(/[[\]`]|!\[|:\/\/|www\./);
    }
    const rows = lines.filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row.match(/\|/g)).toHaveLength(5);
    expect(text).not.toContain('SECRET-WORDS');
  });

  it('the job summary stays within 256 KiB, however many kinds of problems there are', () => {
    const problems = Array.from({ length: 3000 }, (_, index) =>
      aProblem({
        line: index + 1,
        event: `${'<'.repeat(75)}${index}`,
        message: '@'.repeat(400),
        hint: `${'#'.repeat(395)}${index}`,
        file: '|'.repeat(200),
        conversationId: '✖'.repeat(80),
      }),
    );
    const text = reportOf(jobSummary, problems);
    const rows = text.split('\n').filter((line) => line.startsWith('| ❌'));
    expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024);
    expect(rows.length).toBeGreaterThan(5);
    expect(text).toContain(`and ${(3000 - rows.length).toLocaleString('en')} problems of other kinds`);
  });
});
