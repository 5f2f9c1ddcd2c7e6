import { readFile } from 'node:fs/promises';
import { Failure } from './failure.js';

/** Where the page lies: beside the bundle that this is part of, or, in a checkout, where the build puts it. */
const PLACES = ['./viewer/index.html', '../dist/viewer/index.html'];

/**
 * The built page of `src/viewer/`: one HTML file that loads nothing. It is the live page as it stands, and a report once a
 * document stands in its `<script type="application/json" id="report-document">`.
 * @throws {Failure} if it was not built.
 */
export async function viewerPage(): Promise<string> {
  for (const place of PLACES) {
    const text = await readFile(new URL(place, import.meta.url), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new Failure('the page that shows events is not there', {
    hint: 'install the package anew; in a checkout, npm run build makes it',
  });
}
