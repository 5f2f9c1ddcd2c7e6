import { agentReport } from './agent.js';
import { conciseReport } from './concise.js';
import { githubReport } from './github.js';
import { gitlabReport } from './gitlab.js';
import { jsonReport } from './json.js';
import { junitReport } from './junit.js';
import { ndjsonReport } from './ndjson.js';
import { prettyReport } from './pretty.js';
import type { CreateReport } from './report.js';
import { sarifReport } from './sarif.js';

/** One format of `--format`. */
export interface Format {
  /** Who reads it. Formats for people are wrapped and coloured on a terminal, and show a bounded number of problems. */
  readonly audience: 'people' | 'programs' | 'browsers' | 'agents';
  /** Whether it shows what the conversations are like. Default: false. */
  readonly showsMeasures?: true;
  /** Whether it shows conversations event by event. Default: false. */
  readonly showsEvents?: true;
  readonly load: () => CreateReport | Promise<CreateReport>;
}

/** Every format by its name. */
export const FORMATS = {
  pretty: { audience: 'people', load: () => prettyReport },
  concise: { audience: 'people', load: () => conciseReport },
  json: { audience: 'programs', showsMeasures: true, load: () => jsonReport },
  ndjson: { audience: 'programs', showsMeasures: true, load: () => ndjsonReport },
  github: { audience: 'programs', load: () => githubReport },
  gitlab: { audience: 'programs', load: () => gitlabReport },
  sarif: { audience: 'programs', load: () => sarifReport },
  junit: { audience: 'programs', load: () => junitReport },
  agent: { audience: 'agents', load: () => agentReport },
  // Few runs need it, and it is slow to load.
  html: {
    audience: 'browsers',
    showsMeasures: true,
    showsEvents: true,
    load: async () => (await import('./html/html-report.js')).loadHtmlReport(),
  },
} as const satisfies Readonly<Record<string, Format>>;

/** The names that `--format` takes. */
export type FormatName = keyof typeof FORMATS;
