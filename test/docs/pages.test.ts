import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandNames } from '../../scripts/docs/command-line.js';
import { withOptionTables } from '../../scripts/docs/option-tables.js';
import { pages } from '../../scripts/docs/pages.js';
import { ROOT } from '../support/root.js';

describe('pages of the docs', async () => {
  const commands = await commandNames();

  it.each(commands)('docs/commands/%s.md has the arguments and options of --help', async (command) => {
    const path = `${ROOT}docs/commands/${command}.md`;
    expect(existsSync(path), `${path} is missing`).toBe(true);
    const page = readFileSync(path, 'utf8');
    expect(await withOptionTables(page, command), 'run npm run docs').toBe(page);
  });

  it('the README links every command', () => {
    const readme = readFileSync(`${ROOT}README.md`, 'utf8');
    for (const command of commands) expect(readme).toContain(`[${command}](docs/commands/${command}.md)`);
  });

  it.each([
    ['README.md', 9000],
    ['CONTRIBUTING.md', 6000],
  ])('%s has at most %i bytes', (page, limit) => {
    expect(statSync(`${ROOT}${page}`).size).toBeLessThanOrEqual(limit);
  });

  it('the package holds the pages for users, the samples and the schemas', () => {
    const argv = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const [{ files }] = JSON.parse(execFileSync('npm', argv, { cwd: ROOT, encoding: 'utf8' }));
    const packed = new Set((files as { path: string }[]).map(({ path }) => path));
    const promised = [
      ...pages().filter((page) => page !== 'CONTRIBUTING.md' && !page.startsWith('docs/contributing/')),
      'LICENSE',
      'llms.txt',
      'skills/copilot-events/SKILL.md',
      'docs/images/terminal.svg',
      'fixtures/samples/mistakes.ndjson',
      'fixtures/samples/requests.jsonl',
      'fixtures/samples/support.ndjson',
      'schemas/config.schema.json',
      'schemas/report.schema.json',
    ];
    expect(promised.filter((path) => !packed.has(path))).toEqual([]);
    expect([...packed].filter((path) => path.startsWith('docs/contributing/'))).toEqual([]);
  });

  it('the package has no script that npm runs, or warns of, where it is installed', () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
    expect(Object.keys(scripts).filter((name) => atInstall.includes(name))).toEqual([]);
    // npm runs this one after npm ci in a clone only, and builds.
    expect(scripts.dependencies).toBe('npm run build');
  });

  it('the library API lists every failure code', () => {
    const source = readFileSync(`${ROOT}src/failure.ts`, 'utf8');
    const codes = source.match(/(?<=^ {2}\| ')[\w-]+(?=')/gm) ?? [];
    expect(codes.length).toBeGreaterThan(0);
    const page = readFileSync(`${ROOT}docs/reference/library-api.md`, 'utf8');
    for (const code of codes) expect(page).toContain(`| \`${code}\` |`);
  });

  it('the glossary has at most 25 terms', () => {
    const glossary = readFileSync(`${ROOT}docs/contributing/glossary.md`, 'utf8');
    const terms = glossary.match(/^\| (?!term |---).*$/gm) ?? [];
    expect(terms.length).toBeGreaterThan(0);
    expect(terms.length).toBeLessThanOrEqual(25);
  });

  it('no heading of a page occurs twice', () => {
    for (const page of ['README.md', 'CONTRIBUTING.md']) {
      const headings = readFileSync(`${ROOT}${page}`, 'utf8').match(/^#+ .*$/gm) ?? [];
      expect(headings).toEqual([...new Set(headings)]);
    }
  });
});
