import { readFile } from 'node:fs/promises';
import { Failure } from './failure.js';

/** Where the build puts the page, seen from dist/, where this is part of a bundle, and from src/, where tests run it. */
const PLACE = '../dist/viewer/index.html';

/**
 * The built page of `src/viewer/`: one HTML file that loads nothing. It is the live page as it stands, and a report once a
 * document stands in its `<script type="application/json" id="report-document">`.
 * @throws {Failure} if it was not built.
 */
export async function viewerPage(): Promise<string> {
  const text = await readFile(new URL(PLACE, import.meta.url), 'utf8').catch(() => undefined);
  if (text !== undefined) return text;
  throw new Failure('the page that shows events is not there', {
    hint: 'install the package anew; in a checkout, npm run build makes it',
  });
}
