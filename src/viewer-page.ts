import { readFile } from 'node:fs/promises';
import { Failure } from './failure.js';

/** Where the build puts the page, as seen from `src/` and from the bundles in `dist/` alike. */
const PAGE = new URL('../dist/viewer/index.html', import.meta.url);

/**
 * The built page of `src/viewer/`: one HTML file that loads nothing. It is the live page as it stands, and a report once a
 * document stands in its `<script type="application/json" id="report-document">`.
 * @throws {Failure} if it was not built.
 */
export async function viewerPage(): Promise<string> {
  try {
    return await readFile(PAGE, 'utf8');
  } catch (error) {
    throw new Failure('broken-installation', 'the page that shows events is not there', {
      hint: 'install the package anew; in a checkout, npm run build makes it',
      cause: error,
    });
  }
}

/** The elements of the page that run or style it; data, such as a report’s document, does neither. */
const SCRIPT = /<script(?![^>]*\btype="application\/json")[^>]*>([\s\S]*?)<\/script>/g;
const STYLE = /<style[^>]*>([\s\S]*?)<\/style>/g;

function hashes(page: string, element: RegExp): string {
  // Not imported: that would cost every start a few milliseconds.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const all = [...page.matchAll(element)].map(([, text = '']) => createHash('sha256').update(text).digest('base64'));
  return all.length === 0 ? "'none'" : all.map((hash) => `'sha256-${hash}'`).join(' ');
}

/**
 * The page’s security policy (CSP level 3): only the scripts and styles that it was built with run, and nothing is loaded from
 * anywhere; what the page holds itself, such as its icon, apart. `more`: what else its use asks for.
 */
export function pagePolicy(page: string, more: readonly string[] = []): string {
  return [
    "default-src 'none'",
    `script-src ${hashes(page, SCRIPT)}`,
    `style-src ${hashes(page, STYLE)}`,
    'img-src data:',
    // What checks logs in the browser: the page has it in itself.
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    ...more,
  ].join('; ');
}
