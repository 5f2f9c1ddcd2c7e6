import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeBlocks } from '../../scripts/docs/code-blocks.js';
import { pages } from '../../scripts/docs/pages.js';
import { installBlocks, runPage } from '../../scripts/docs/run-page.js';
import { createValidator } from '../../src/index.js';
import { ROOT } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';

function read(page: string): string {
  return readFileSync(`${ROOT}${page}`, 'utf8');
}

// The examples of this page are run by test/explain/, rule by rule.
const RULES = 'docs/reference/rules.md';

/** The blocks that need a clone, a second project or the network, and what runs them instead. */
const INSTALL: Readonly<Record<string, string>> = {
  'npm ci && node bin/copilot-events.js validate fixtures/samples/support.ndjson\n': '.ci/run, "first README command"',
  'npm ci && npm test\n': '.ci/run, "install and build" and the tests',
  'npm pack\ncp copilot-events-0.1.0.tgz ../my-project/\ncd ../my-project && npm install --save-dev ./copilot-events-0.1.0.tgz\n':
    '.ci/run, "pack" and "packed package"',
  'git clone https://github.com/copilot-events/copilot-events.git\ncd copilot-events && npm ci && npm pack\n':
    '.ci/run, "first README command" and "pack"',
  'cd ../my-project\nnpm install --save-dev ./copilot-events-0.1.0.tgz\n': '.ci/run, "packed package"',
  'npm install --prefix bench && node bench/validate.js\n': 'by hand, whenever the figures are measured',
};

describe('code blocks of the docs', () => {
  const withBlocks = pages().filter((page) => page !== RULES && codeBlocks(read(page)).length > 0);

  it.each(withBlocks)('every code block of %s does what the page says', { timeout: 300_000 }, async (path) => {
    const { faults, page } = await runPage(read(path));
    expect(faults).toEqual([]);
    expect(page, 'run npm run docs').toBe(read(path));
  });

  it('only known install commands are left out of the run', () => {
    const found = pages().flatMap((page) => installBlocks(read(page)));
    expect(new Set(found)).toEqual(new Set(Object.keys(INSTALL)));
  });

  it('docs never run npx without --no, which would install what the registry has', () => {
    for (const page of pages()) expect(read(page), page).not.toMatch(/npx (?!--no )copilot-events/);
  });

  it('the first sh block of the README is the command that .ci/run runs in a clone', () => {
    expect(/^```sh\n([\s\S]*?)^```$/m.exec(read('README.md'))?.[1]).toMatch(
      /^npm ci && node bin\/copilot-events\.js validate /,
    );
  });

  it('the whole record in the README is valid', () => {
    const [record] = codeBlocks(read('README.md')).filter(({ language }) => language === 'json');
    expect(createValidator()(record?.text)).toEqual({ valid: true, problems: [] });
  });

  it('the problem in the report formats is one that -f json prints', async () => {
    const shown = codeBlocks(read('docs/reference/report-formats.md')).find(({ flags }) => flags.includes('problem'));
    const { stdout } = await runInProcess(['validate', 'mistakes.ndjson', '-f', 'json'], {
      cwd: `${ROOT}fixtures/samples`,
    });
    expect(JSON.parse(stdout).problems).toContainEqual(JSON.parse(shown?.text ?? ''));
  });
});
