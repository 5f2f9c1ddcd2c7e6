import type { FileBucket, FileMap, Listed } from '../../report/html/report-document.js';
import { countOf, formatCount } from '../../text/count.js';
import { usePaging } from './use-paging.js';

const HEIGHT = 28;

/** How many files are shown at first, those with the most problems. */
const PAGE_SIZE = 5;

/** The records that a bucket covers: `records 401 to 600`. */
function rangeOf(index: number, { recordsPerBucket, records }: FileMap): string {
  const from = index * recordsPerBucket + 1;
  const to = Math.min(from + recordsPerBucket - 1, records);
  return from >= to ? `record ${formatCount(from)}` : `records ${formatCount(from)} to ${formatCount(to)}`;
}

const problemsOf = ({ errors, warnings }: FileBucket): number => errors + warnings;

/** The index of the bucket with the most problems; undefined if there are none. */
function worstOf({ buckets }: FileMap): number | undefined {
  const worst = buckets.reduce((best, bucket, index) => {
    return problemsOf(bucket) > problemsOf(buckets[best] as FileBucket) ? index : best;
  }, 0);
  const bucket = buckets[worst];
  return bucket === undefined || problemsOf(bucket) === 0 ? undefined : worst;
}

function Strip({ map }: { readonly map: FileMap }) {
  const { file, errors, warnings, buckets } = map;
  const greatest = Math.max(...buckets.map(problemsOf), 1);
  const label = `${countOf(errors, 'error')} and ${countOf(warnings, 'warning')} by their place in ${file}, from its start to its end`;
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${buckets.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {buckets.map((bucket, index) => {
        const count = problemsOf(bucket);
        if (count === 0) return null;
        // A single problem must be visible.
        const height = 5 + ((HEIGHT - 5) * count) / greatest;
        const ofErrors = Math.min(height, (height * bucket.errors) / count);
        const about = `${rangeOf(index, map)}, from line ${formatCount(bucket.line ?? 1)}: ${countOf(bucket.errors, 'error')}, ${countOf(bucket.warnings, 'warning')}`;
        return (
          <g key={`${index}`}>
            <title>{about}</title>
            <rect class="warning" x={index} y={HEIGHT - height} width={1} height={Math.max(0, height - ofErrors)} />
            <rect class="error" x={index} y={HEIGHT - ofErrors} width={1} height={ofErrors} />
          </g>
        );
      })}
    </svg>
  );
}

function FileView({ map }: { readonly map: FileMap }) {
  const { file, records, invalid, errors, warnings, buckets } = map;
  const worst = worstOf(map);
  const bucket = worst === undefined ? undefined : buckets[worst];
  return (
    <li class="file">
      <p class="file-head">
        <code>{file}</code>{' '}
        <span class="muted">
          {countOf(records, 'record')}, {invalid === 0 ? 'all valid' : `${formatCount(invalid)} invalid`}
          {errors > 0 && `, ${countOf(errors, 'error')}`}
          {warnings > 0 && `, ${countOf(warnings, 'warning')}`}
        </span>
      </p>
      {worst !== undefined && bucket !== undefined && (
        <>
          {buckets.length > 1 && <Strip map={map} />}
          <p class="muted">
            {buckets.length > 1 && `Most in ${rangeOf(worst, map)}: ${countOf(problemsOf(bucket), 'problem')}. `}
            The first {buckets.length > 1 ? 'of these ' : ''}on line {formatCount(bucket.line ?? 1)}.
          </p>
        </>
      )}
    </li>
  );
}

/** The problems by their place in the files. */
export function FileMaps({ files: { shown, total } }: { readonly files: Listed<FileMap> }) {
  const worst = [...shown].sort((a, b) => b.errors - a.errors || b.warnings - a.warnings);
  const paging = usePaging(worst, PAGE_SIZE, 'file');
  return (
    <>
      <ul class="files">
        {paging.shown.map((map) => (
          <FileView map={map} key={map.file} />
        ))}
      </ul>
      {paging.more}
      {total > shown.length && <p class="muted">and {countOf(total - shown.length, 'file')} more</p>}
    </>
  );
}
