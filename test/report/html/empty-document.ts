import type { ReportDocument } from '../../../src/report/html/report-document.js';

const NOTHING = { shown: [], total: 0 };

/** The document of a run that read nothing. */
export function emptyDocument(): ReportDocument {
  return {
    version: 1,
    tool: { name: 'copilot-events', version: '0.0.0' },
    madeAt: '2024-05-15T15:00:00.000Z',
    showsValues: false,
    errorsOnly: false,
    summary: { files: 0, records: 0, valid: 0, invalid: 0, errors: 0, warnings: 0, bytes: 0, durationMs: 0 },
    rules: NOTHING,
    events: NOTHING,
    fields: NOTHING,
    files: NOTHING,
    groups: NOTHING,
    conversations: { total: 0, exact: true, byMessages: [] },
    timelines: NOTHING,
    troubled: NOTHING,
    releaseField: 'context.app.version',
    feedback: { events: 0, rated: 0, ratings: NOTHING, byRelease: NOTHING },
    coverage: { events: NOTHING },
  };
}
