import { viewerPage } from '../../viewer-page.js';
import type { CreateReport } from '../report.js';
import { DocumentCollector } from './document-collector.js';
import { embedDocument } from './embed-document.js';
import { fitDocument } from './fit-document.js';
import { partsTo } from './parts.js';

/** The largest report, in bytes: small enough for mail and chat. */
export const LARGEST_REPORT = 2_000_000;

/** What surrounds the document in the page besides the page itself: the policy. */
const POLICY_SIZE = 2000;

/** One page that shows the log and its faults, for a browser; nothing in it is loaded from anywhere. `page`: the page as it was built. */
export function htmlReport(page: string): CreateReport {
  const room = LARGEST_REPORT - Buffer.byteLength(page) - POLICY_SIZE;
  return ({ write, tool, showValues, errorsOnly, schemas, releaseField, measures, eventsOf }) => {
    const options = { tool, showValues, errorsOnly, releaseField, measures, eventsOf };
    const collector = new DocumentCollector({ ...options, events: schemas });
    return {
      // They come with their records.
      problem() {},
      repeated: () => true,
      records: collector,
      parts: partsTo(collector),
      end(summary) {
        write(embedDocument(page, fitDocument(collector.document(summary, new Date()), room)));
      },
    };
  };
}

/** Reads the page that was built, and makes the format of it. @throws {Failure} if the package is not whole. */
export async function loadHtmlReport(): Promise<CreateReport> {
  return htmlReport(await viewerPage());
}
