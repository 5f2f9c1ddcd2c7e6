import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { commandNames, helpText } from '../../scripts/docs/command-line.js';
import { pages } from '../../scripts/docs/pages.js';
import { ROOT } from '../support/root.js';
import { bannedIn } from './banned-words.js';

/**
 * What still holds banned words. Take a name out when its text is rewritten: the test fails for a name that is here without
 * need, so that the lists only shrink.
 */
const PENDING_HELP: readonly string[] = [];
const PENDING_SOURCES: readonly string[] = [];

/** A page without what is generated from the help and from `src/rules/`, where the other tests look. */
function handWritten(page: string): string {
  if (page === 'docs/reference/rules.md') return '';
  return readFileSync(`${ROOT}${page}`, 'utf8').replace(/<!-- Generated from `--help`[\s\S]*?<!-- \/generated -->/, '');
}

/** The texts in a TypeScript file that people may read: literals of more than one word, and the text of elements. */
function textsIn(path: string): string[] {
  const texts: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, value } = node as { readonly type?: unknown; readonly value?: unknown };
    if ((type === 'Literal' || type === 'JSXText') && typeof value === 'string') texts.push(value);
    if (type === 'TemplateElement') texts.push((value as { readonly cooked: string }).cooked);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(readFileSync(`${ROOT}${path}`, 'utf8'), { lang: path.endsWith('x') ? 'tsx' : 'ts' }));
  return texts.filter((text) => /\S\s+\S/.test(text));
}

function descriptionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    typeof child === 'string' ? (/description|title/i.test(key) ? [child] : []) : descriptionsIn(child),
  );
}

describe('words', async () => {
  const commands = await commandNames();

  it('no page of the docs has a banned word', () => {
    const found = pages()
      .map((page) => [page, bannedIn(handWritten(page))] as const)
      .filter(([, words]) => words.length > 0);
    expect(found).toEqual([]);
  });

  it('no help of a command has a banned word', async () => {
    const help = new Map([['copilot-events', await helpText()]]);
    for (const command of commands) help.set(command, await helpText(command));
    const found = [...help].filter(([, text]) => bannedIn(text).length > 0);
    const details = found.map(([command, text]) => `${command}: ${bannedIn(text).join('; ')}`);
    expect(
      found.map(([command]) => command),
      details.join('\n'),
    ).toEqual(PENDING_HELP);
  });

  it('no message, hint or label in src/ and no description in schemas/ has a banned word', () => {
    const sources = globSync(['src/**/*.{ts,tsx}'], { cwd: ROOT, ignore: ['**/generated/**', 'src/scan/assembly/**'] });
    const schemas = globSync(['schemas/**/*.json'], { cwd: ROOT });
    const texts = new Map([
      ...sources.map((path) => [path, textsIn(path)] as const),
      ...schemas.map((path) => [path, descriptionsIn(JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8')))] as const),
      ['action.yml', [readFileSync(`${ROOT}action.yml`, 'utf8')]],
      ['package.json', descriptionsIn(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')))],
    ]);
    const found = [...texts]
      .map(([path, all]) => [path, all.flatMap(bannedIn)] as const)
      .filter(([, words]) => words.length > 0);
    const details = found.map(([path, words]) => `${path}: ${words.join('; ')}`);
    expect(found.map(([path]) => path).sort(), details.join('\n')).toEqual(PENDING_SOURCES);
  });
});
