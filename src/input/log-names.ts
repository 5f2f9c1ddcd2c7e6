/** What the names of logs end with, in any case. */
const LOG_ENDINGS = ['.json', '.ndjson', '.jsonl', '.ldjson', '.jsonlines'];

/** For messages. */
export const SEARCHED_ENDINGS = `${LOG_ENDINGS.join(', ')} and .gz, rotated ones too`;

/**
 * Endings of what is packed and is no log of records. Any other name of a packed file is searched for records: those of Segment's
 * archive and of Firehose end with a hash or an id.
 */
const OTHER_ENDINGS = new Set(
  'avro bak bin br bz2 cfg conf cpio css csv dat db deb doc docx dump err fasta fastq geojson gif gpx htm html img ini iso jpg js log man map md mjs out parquet pcap pdf php png proto ps py rb rpm sh sql sqlite svg tar tex toml ts tsv txt vcf wav xls xlsx xml yaml yml zip'.split(
    ' ',
  ),
);

/** What rotation puts behind a name: `.1`, `-20240515`, `.2024-05-15`. */
const ROTATION = /(?:[.-]\d[\d.-]*)+$/;

/** A name without what packing and rotation put behind it. */
function unrotated(name: string): string {
  return name.replace(/\.gz$/i, '').replace(ROTATION, '');
}

/** Whether a directory's file is read, by its name. Copies such as `.bak` are not: they repeat the records of their log. */
export function isLogName(path: string): boolean {
  const name = path.toLowerCase();
  const isPacked = name.endsWith('.gz');
  if (!isPacked) return LOG_ENDINGS.some((ending) => unrotated(name).endsWith(ending));
  const ending = /\.([a-z0-9]+)$/.exec(unrotated(name))?.[1];
  return ending === undefined || !OTHER_ENDINGS.has(ending);
}

/** Whether every line of a file is a record, by its name. */
export function isLineFile(name: string): boolean {
  return /\.(?:ndjson|jsonl|ldjson|jsonlines)$/i.test(unrotated(name));
}

/** The ending of a name for a message: its last part, or its last two if it is packed. */
export function endingOf(path: string): string {
  return /[^/\\](\.[^./\\]+(?:\.gz)?)$/i.exec(path)?.[1]?.toLowerCase() ?? 'no ending';
}
