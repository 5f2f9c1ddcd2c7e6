import { download } from '../parts/download.js';
import { csvOf, ndjsonOfRows } from './export-rows.js';
import type { ExportRow } from './problem-texts.js';

interface ExportButtonsProps {
  /** What the rows are, as the file is called: `problems`. */
  readonly name: string;
  /** Made when they are asked for. */
  readonly rows: () => readonly ExportRow[];
}

/** Buttons that save what is shown. */
export function ExportButtons({ name, rows }: ExportButtonsProps) {
  return (
    <span class="export">
      <button
        type="button"
        title={`Saves the ${name} that are shown`}
        onClick={() => download(`${name}.csv`, 'text/csv', csvOf(rows()))}
      >
        Export CSV
      </button>
      <button
        type="button"
        title={`Saves the ${name} that are shown, one per line`}
        onClick={() => download(`${name}.ndjson`, 'application/x-ndjson', ndjsonOfRows(rows()))}
      >
        Export NDJSON
      </button>
    </span>
  );
}
