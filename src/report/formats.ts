import { conciseReport } from './concise.js';
import { jsonReport } from './json.js';
import { ndjsonReport } from './ndjson.js';
import { prettyReport } from './pretty.js';
import type { CreateReport } from './report.js';

/** The names that `--format` takes. */
export type FormatName = 'pretty' | 'concise' | 'json' | 'ndjson';

/** Every format. A name without a report does not compile. */
export const FORMATS: Readonly<Record<FormatName, CreateReport>> = {
  pretty: prettyReport,
  concise: conciseReport,
  json: jsonReport,
  ndjson: ndjsonReport,
};
