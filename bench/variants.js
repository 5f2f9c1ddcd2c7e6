// The logs that are measured with: each a variant of the same conversations.
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { records, writeRecords } from './corpus.js';

/** @typedef {{ name: string, file: string, write: (path: string, records: number) => Promise<void>, invalid?: number }} Variant */

/** @param {Parameters<typeof records>[0]} options @param {(record: any) => unknown} change */
function* changed(options, change) {
  for (const record of records(options)) yield change(record);
}

/** @type {readonly Variant[]} */
export const VARIANTS = [
  { name: '1% invalid', file: 'mixed.ndjson', write: (path, count) => writeRecords(path, records({ records: count })) },
  {
    name: 'all valid',
    file: 'valid.ndjson',
    invalid: 0,
    write: (path, count) => writeRecords(path, records({ records: count, invalid: 0 })),
  },
  {
    name: 'all invalid',
    file: 'invalid.ndjson',
    write: (path, count) => writeRecords(path, records({ records: count, invalid: 1 })),
  },
  {
    name: 'action for type',
    file: 'action.ndjson',
    invalid: 0,
    write: (path, count) =>
      writeRecords(
        path,
        changed({ records: count, invalid: 0 }, ({ type, ...rest }) => ({ action: type, ...rest })),
      ),
  },
  {
    name: 'ordinary tracks',
    file: 'ordinary.ndjson',
    invalid: 0,
    write: (path, count) =>
      writeRecords(
        path,
        changed({ records: count, invalid: 0 }, (record) => ({ ...record, event: `Shop ${record.event.length}` })),
      ),
  },
  {
    name: 'gzip',
    file: 'mixed.ndjson.gz',
    write: async (path, count) => {
      await writeRecords(path.slice(0, -3), records({ records: count }));
      await pipeline(createReadStream(path.slice(0, -3)), createGzip({ level: 6 }), createWriteStream(path));
    },
  },
  {
    name: 'one JSON array',
    file: 'array.json',
    write: (path, count) => writeRecords(path, records({ records: count }), ['[\n', ',\n', '\n]\n']),
  },
];
