import { conciseReport } from './concise.js';
import { githubReport } from './github.js';
import { gitlabReport } from './gitlab.js';
import { jsonReport } from './json.js';
import { junitReport } from './junit.js';
import { ndjsonReport } from './ndjson.js';
import { prettyReport } from './pretty.js';
import type { CreateReport } from './report.js';
import { sarifReport } from './sarif.js';

/** The names that `--format` takes. */
export type FormatName = 'pretty' | 'concise' | 'json' | 'ndjson' | 'github' | 'gitlab' | 'sarif' | 'junit' | 'html';

/** A format that most runs do without, and that is slow to load. */
export interface LazyReport {
  load(): Promise<CreateReport>;
}

/** Every format. A name without a report does not compile. */
export const FORMATS: Readonly<Record<FormatName, CreateReport | LazyReport>> = {
  pretty: prettyReport,
  concise: conciseReport,
  json: jsonReport,
  ndjson: ndjsonReport,
  github: githubReport,
  gitlab: gitlabReport,
  sarif: sarifReport,
  junit: junitReport,
  html: { load: async () => (await import('./html/html-report.js')).loadHtmlReport() },
};
