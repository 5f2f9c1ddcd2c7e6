import type { Summary } from '../check/summary.js';
import { countOf, formatCount } from '../text/count.js';
import type { Paint } from '../text/paint.js';

/** Bytes as people read them: `927 kB`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return unit === 0 ? countOf(size, 'byte') : `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** A duration as people read it: `85 ms`, `2.4 s`, `3 min 12 s`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${formatCount(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}

function problemCounts({ errors, warnings, baseline, lostRequests = 0 }: Summary, paint: Paint): string[] {
  const isNew = baseline === undefined ? '' : 'new ';
  return [
    ...(errors > 0 ? [paint.red(countOf(errors, `${isNew}error`))] : []),
    ...(warnings > 0 ? [paint.magenta(countOf(warnings, `${isNew}warning`))] : []),
    ...(baseline === undefined ? [] : [countOf(baseline.known, 'known problem')]),
    ...(lostRequests > 0 ? [paint.red(`${countOf(lostRequests, 'request')} lost`)] : []),
  ];
}

/** The summary of the reports for people: result, counts, what was read and how long it took. */
export function summaryLine(summary: Summary, paint: Paint): string {
  const { records, invalid, errors, warnings, files, requests, lostRequests = 0, bytes, durationMs } = summary;
  const { baseline, failures } = summary;
  // Those that were lost came, too.
  const sources = requests === undefined ? countOf(files, 'file') : countOf(requests + lostRequests, 'request');
  const read = paint.dim(`(${sources}, ${formatBytes(bytes)}, ${formatDuration(durationMs)})`);
  const counts = problemCounts(summary, paint);
  if (records === 0 && lostRequests > 0) {
    return `${paint.red('✖')} ${paint.bold('0 records')}, ${counts.join()} ${read}`;
  }
  if (records === 0) return `${paint.bold('0 records')} ${read}`;
  const problems = counts.join(', ');
  const incomplete = failures === undefined ? '' : `; ${paint.red('the run is incomplete')}`;
  // Known problems make records invalid, too, but they do not fail the run.
  if (invalid > 0 && (errors > 0 || baseline === undefined)) {
    const result = `${formatCount(invalid)} of ${countOf(records, 'record')} ${invalid === 1 ? 'is' : 'are'} invalid`;
    const why = problems === '' ? '; the rules that explain why are off' : `: ${problems}`;
    return `${paint.red('✖')} ${paint.bold(result)}${why}${incomplete} ${read}`;
  }
  const valid = invalid > 0 ? `${formatCount(invalid)} invalid as before` : `${records === 1 ? '' : 'all '}valid`;
  const result = `${countOf(records, 'record')}, ${valid}`;
  const isFailed = lostRequests > 0 || failures !== undefined;
  const mark = isFailed ? paint.red('✖') : warnings > 0 ? paint.magenta('⚠') : paint.green('✔');
  return `${mark} ${paint.bold(result)}${problems === '' ? '' : `, ${problems}`}${incomplete} ${read}`;
}
