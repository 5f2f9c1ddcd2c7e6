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
    throw new Failure('the page that shows events is not there', {
      hint: 'install the package anew; in a checkout, npm run build makes it',
      cause: error,
    });
  }
}
