import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages } from '../../scripts/docs/pages.js';
import { ROOT } from '../support/root.js';

/** Where the repository's own files are on the web; such links are internal, too. */
const OWN_FILES = 'https://github.com/copilot-events/copilot-events/blob/main/';

/** A page without its code, which holds no links. */
function prose(page: string): string {
  return readFileSync(`${ROOT}${page}`, 'utf8')
    .replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
    .replace(/`[^`\n]*`/g, 'code');
}

/** The links and pictures of a page, to its own anchors and to files of the project. */
function internalLinks(page: string): string[] {
  const text = prose(page);
  return [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/ (?:src|href)="([^"]+)"/g)]
    .map(([, target = '']) => target.replace(OWN_FILES, posix.relative(posix.dirname(page), '.') || '.'))
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that GitHub gives to the headings of a page. */
function anchors(page: string): Set<string> {
  const text = readFileSync(`${ROOT}${page}`, 'utf8').replace(/^(`{3,})[\s\S]*?^\1$/gm, '');
  const found = new Set<string>();
  for (const [, heading = ''] of text.matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let unique = slug;
    for (let count = 1; found.has(unique); count++) unique = `${slug}-${count}`;
    found.add(unique);
  }
  return found;
}

/** The file that a link leads to, relative to the project. */
function fileOf(link: string, page: string): string {
  const [path = ''] = link.split('#');
  return path === '' ? page : posix.join(posix.dirname(page), path);
}

describe('links of the docs', () => {
  it.each(pages())('every internal link of %s leads to a file and a heading that exist', (page) => {
    const broken = internalLinks(page).filter((link) => {
      const file = fileOf(link, page);
      const [, anchor] = link.split('#');
      return !existsSync(`${ROOT}${file}`) || (anchor !== undefined && !anchors(file).has(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('every page is reached from the README', () => {
    const reached = new Set<string>();
    const visit = (page: string): void => {
      if (reached.has(page)) return;
      reached.add(page);
      for (const link of internalLinks(page)) if (link.split('#')[0]?.endsWith('.md')) visit(fileOf(link, page));
    };
    visit('README.md');
    expect(pages().filter((page) => !reached.has(page) && page !== 'CHANGELOG.md')).toEqual([]);
  });

  it('every file that a page names exists', () => {
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const names = new Set(tracked.split('\n').map((path) => posix.basename(path)));
    const missing = pages().flatMap((page) =>
      [...readFileSync(`${ROOT}${page}`, 'utf8').matchAll(/`([\w./-]+)`/g)]
        .map(([, name = '']) => name)
        .filter((name) => {
          if (/^(?:src|test|scripts|bench|fixtures|schemas|docs)\/[\w./-]+$/.test(name)) {
            return !name.includes('/generated/') && !existsSync(`${ROOT}${name}`);
          }
          return page.startsWith('docs/contributing/') && /^[\w-]+\.tsx?$/.test(name) && !names.has(name);
        })
        .map((name) => `${page} names ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
