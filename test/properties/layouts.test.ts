import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.js';
import { detectLayout } from '../../src/input/detect-format.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../../src/input/read-records.js';
import { DocumentSplitter } from '../../src/input/split-document.js';
import { LineSplitter } from '../../src/input/split-lines.js';
import type { RawRecord } from '../../src/record/record.js';
import { byteStrings, logs } from './byte-strings.js';
import { chunked, cuts } from './chunks.js';
import { readThrough } from './pipeline.js';
import { validRecords } from './records.js';
import { PATIENT, runs } from './runs.js';

const options = { file: '<stdin>', maxRecordSize: DEFAULT_MAX_RECORD_SIZE };

const gist = (records: readonly RawRecord[]): unknown =>
  records.map(({ number, line, column, bytes, fault }) => [number, line, column, bytes.toString('latin1'), fault]);

const LINE_FEED = Buffer.from('\n');

describe('the layout of any bytes', () => {
  it('the layout of any bytes is detected from a beginning as from the whole text', PATIENT, () => {
    fc.assert(
      fc.property(byteStrings, (bytes) => {
        const text = bytes.toString();
        // As a reader asks: never with all there is, unless it has ended.
        const lengths =
          text.length < 200 ? [...text].map((_, index) => index) : [...Array(50)].map((_, index) => index * 20);
        const early = lengths
          .map((length) => detectLayout(text.slice(0, length), false))
          .find((layout) => layout !== undefined);
        if (early !== undefined) expect(early).toBe(detectLayout(text, true));
      }),
      runs(2000),
    );
  });

  it('any bytes are read as lines or as a document, as detected', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, async (bytes, cut) => {
        const { records, failure } = await readThrough(chunked(bytes, cut), { name: '<stdin>', inputFormat: 'auto' });
        fc.pre(failure === undefined && bytes[0] !== 0xef && bytes[0] !== 0x1f);
        const splitter =
          detectLayout(bytes.toString(), true) === 'lines' ? new LineSplitter(options) : new DocumentSplitter(options);
        expect(gist(records.map(({ raw }) => raw))).toEqual(
          gist([...splitter.push(Buffer.from(bytes)), ...splitter.end()]),
        );
      }),
      runs(500),
    );
  });
});

describe('a log that is cut', () => {
  it('a truncated log is reported, and its complete records are read', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(logs, fc.nat(), async (bytes, at) => {
        const cut = bytes.subarray(0, at % (bytes.length + 1));
        const whole = await readThrough([bytes], { name: 'a.json', inputFormat: 'json' });
        const some = await readThrough([cut], { name: 'a.json', inputFormat: 'json' });
        const read = some.records.filter(({ value }) => value !== undefined).length;
        expect(gist(some.records.slice(0, read).map(({ raw }) => raw))).toEqual(
          gist(whole.records.slice(0, read).map(({ raw }) => raw)),
        );
        const unread = some.records.slice(read);
        expect(unread.every(({ value }) => value === undefined)).toBe(true);
        expect(unread.length).toBeLessThanOrEqual(whole.summary.invalid + 1);
      }),
      runs(500),
    );
  });

  it('a truncated gzip log is read up to the cut, and then fails', PATIENT, async () => {
    const values = fc.array(validRecords, { minLength: 20, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 99 }), cuts, async (originals, percent, cut) => {
        const text = originals.map(({ value }) => `${JSON.stringify(value)}\n`).join('');
        const packed = gzipSync(text);
        const part = packed.subarray(0, Math.max(2, Math.floor((packed.length * percent) / 100)));
        const { records, failure, summary } = await readThrough(chunked(part, cut), {
          name: 'a.ndjson',
          inputFormat: 'auto',
        });
        expect(failure).toBeInstanceOf(Failure);
        // The last record is cut where the log is; all before it are whole.
        const read = records.flatMap(({ raw }, index) => [...(index === 0 ? [] : [LINE_FEED]), raw.bytes]);
        const bytes = Buffer.concat(read);
        expect(bytes.equals(Buffer.from(text).subarray(0, bytes.length))).toBe(true);
        expect(records.slice(0, -1).every(({ valid }) => valid)).toBe(true);
        expect(summary.records).toBe(records.length);
        if (percent > 90) expect(records.length).toBeGreaterThan(0);
      }),
      { ...runs(60), endOnFailure: true },
    );
  });
});
