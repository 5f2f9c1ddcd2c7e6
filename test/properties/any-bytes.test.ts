import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../../src/input/read-records.js';
import type { Problem } from '../../src/problem/problem.js';
import { createAjv } from '../schemas/results.js';
import { byteStrings } from './byte-strings.js';
import type { Cuts } from './chunks.js';
import { chunked, cuts } from './chunks.js';
import { compositeLines, isPrettyPrinted, isSeveralValues, modelLines, physicalLines } from './line-model.js';
import type { Outcome, Reading } from './pipeline.js';
import { readThrough } from './pipeline.js';
import { PATIENT, runs } from './runs.js';

const readings: fc.Arbitrary<Required<Omit<Reading, 'guarded'>>> = fc.record({
  name: fc.constantFrom('<stdin>', 'a.json', 'a.ndjson', 'a.jsonl.gz', 'a'),
  inputFormat: fc.constantFrom('auto', 'json', 'ndjson'),
  maxRecordSize: fc.oneof(
    { weight: 5, arbitrary: fc.constant(DEFAULT_MAX_RECORD_SIZE) },
    fc.constantFrom(1, 8, 40, 300),
  ),
  isFile: fc.boolean(),
});

/** What a reader sees of a file: all of it but a byte order mark. */
function textOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).toString('hex') === 'efbbbf' ? bytes.subarray(3) : bytes;
}

/** What must not depend on how the bytes came in. */
function gist({ records, summary, failure }: Outcome): unknown {
  return {
    records: records.map(({ raw, valid, problems }) => ({
      number: raw.number,
      place: [raw.line, raw.column],
      bytes: raw.bytes.toString('latin1'),
      valid,
      problems,
    })),
    summary,
    failure: failure instanceof Error ? failure.message : failure,
  };
}

const ajv = createAjv();
const validProblem = ajv.compile({
  $ref: new URL('../../schemas/report.schema.json#/definitions/problem', import.meta.url).href,
});

/** Whether a problem stands somewhere in the text. */
function isInText(problem: Problem, lengths: readonly number[]): boolean {
  const { line, column, endLine, endColumn } = problem;
  const exists = (atLine: number, atColumn: number): boolean =>
    atLine >= 1 && atColumn >= 1 && atColumn <= (lengths[atLine - 1] ?? -1) + 1;
  const forwards = endLine > line || (endLine === line && endColumn >= column);
  return exists(line, column) && exists(endLine, endColumn) && forwards;
}

/** How long each line is for an editor, which shows a replacement character for what is not UTF-8. */
function lineLengths(text: Buffer): number[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const lines = physicalLines(text).map((line) => decoder.decode(line).length);
  return text.length === 0 || text.at(-1) === 0x0a ? [...lines, 0] : lines;
}

function mayFail(bytes: Buffer): boolean {
  const magic = [
    'fffe',
    'feff',
    '504b0304',
    '28b52ffd',
    '425a68',
    'fd377a58',
    '50415231',
    '4f626a01',
    '255044462d',
    '89504e47',
    '1f8b',
  ];
  const start = bytes.subarray(0, 8).toString('hex');
  return bytes.includes(0) || magic.some((one) => start.startsWith(one));
}

describe('any bytes', () => {
  it('any bytes are read without a crash, and every record counts once', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, readings, async (bytes, cut, reading) => {
        const guarded = { ...reading, guarded: true };
        const { records, summary, failure } = await readThrough(chunked(bytes, cut), guarded);
        if (failure !== undefined) {
          expect(failure).toBeInstanceOf(Failure);
          expect(mayFail(bytes), String(failure)).toBe(true);
          return;
        }
        expect(summary.valid + summary.invalid).toBe(summary.records);
        expect(summary.records).toBe(records.length);
        expect(summary.valid).toBe(records.filter(({ valid }) => valid).length);
        expect(Object.values(summary.byEvent).reduce((sum, count) => sum + count, 0)).toBe(records.length);
        expect(records.map(({ raw }) => raw.number)).toEqual(records.map((_, index) => index + 1));
        for (const { valid, problems } of records) {
          expect(valid).toBe(problems.every(({ severity }) => severity === 'warning'));
        }
      }),
      runs(250),
    );
  });

  it('any bytes are all counted', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, readings, async (bytes, cut, reading) => {
        const { summary, failure } = await readThrough(chunked(bytes, cut), reading);
        if (failure === undefined) expect(summary.bytes).toBe(textOf(bytes).length);
      }),
      runs(400),
    );
  });

  it('any bytes have problems only at places that exist', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, readings, async (bytes, reading) => {
        const lengths = lineLengths(textOf(bytes));
        const { records, failure } = await readThrough([bytes], reading);
        if (failure !== undefined) return;
        for (const problem of records.flatMap(({ problems }) => problems)) {
          expect(isInText(problem, lengths), `${JSON.stringify(problem)} in lines of ${lengths}`).toBe(true);
        }
      }),
      runs(400),
    );
  });

  it('any bytes have only problems that fit the schema of the report', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, readings, async (bytes, reading) => {
        const { records } = await readThrough([bytes], reading);
        for (const problem of records.flatMap(({ problems }) => problems)) {
          expect(validProblem(problem), `${ajv.errorsText(validProblem.errors)}: ${JSON.stringify(problem)}`).toBe(
            true,
          );
        }
      }),
      runs(400),
    );
  });

  it('any bytes give the same report however they are cut into chunks', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, readings, async (bytes, cut, reading) => {
        const whole = gist(await readThrough([bytes], reading));
        expect(gist(await readThrough(chunked(bytes, cut), reading))).toEqual(whole);
      }),
      runs(400),
    );
  });

  it('any bytes give the same report when they are compressed', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, readings, async (bytes, cut, reading) => {
        // What is packed twice is not unpacked twice.
        fc.pre(bytes[0] !== 0x1f);
        const whole = gist(await readThrough([bytes], reading));
        expect(gist(await readThrough(chunked(gzipSync(bytes), cut), reading))).toEqual(whole);
      }),
      runs(100),
    );
  });
});

const PRETTY_PRINTED = 'the file is pretty-printed JSON, not one record per line';

const RULES: Readonly<Record<string, RegExp>> = {
  'not-an-object': /^json\/not-an-object$/,
  // Text that is no JSON may nest too deeply before that shows.
  'not-json': /^json\/(?:invalid-syntax|too-deep)$/,
  'not-utf8': /^json\/invalid-utf8$/,
  'too-deep': /^json\/too-deep$/,
  'too-large': /^json\/record-too-large$/,
};

describe('any bytes as NDJSON', () => {
  const lineReadings = readings.map((reading) => {
    return /ndjson|jsonl/.test(reading.name)
      ? { ...reading, inputFormat: 'auto' as const }
      : { ...reading, inputFormat: 'ndjson' as const };
  });

  it('any bytes as NDJSON hold the records that a simple model finds, on the same lines', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, lineReadings, async (bytes, cut, reading) => {
        const { records: all, failure } = await readThrough(chunked(bytes, cut), reading);
        if (failure !== undefined) return;
        const text = textOf(bytes);
        const composite = compositeLines(text);
        const records = all.filter(({ raw }) => !composite.has(raw.line));
        const model = modelLines(text, reading.maxRecordSize).filter(({ line }) => !composite.has(line));
        const saysDocument = all.some(({ problems }) => problems.some(({ message }) => message === PRETTY_PRINTED));
        // Of elements that are too large nobody can say whether they are JSON.
        const unsure = model.length > 1 && text.length > reading.maxRecordSize;
        if (!unsure && composite.size === 0) expect(saysDocument).toBe(isPrettyPrinted(text));
        if (saysDocument) {
          expect(all).toHaveLength(1);
          expect(all[0]?.problems).toHaveLength(1);
          return;
        }
        const places = records.map(({ raw, value }) => ({
          line: raw.line,
          column: raw.column,
          read: value !== undefined,
        }));
        expect(places).toEqual(
          model.map(({ line, column, outcome }) => ({ line, column, read: outcome === 'object' })),
        );
        model.forEach(({ outcome, value }, index) => {
          const record = records[index];
          if (outcome === 'object') expect(isDeepStrictEqual(record?.value, value)).toBe(true);
          else {
            expect(record?.problems).toHaveLength(1);
            expect(record?.problems[0]?.rule).toMatch(RULES[outcome] as RegExp);
          }
        });
      }),
      runs(400),
    );
  });
});

describe('any bytes as a JSON document', () => {
  const asJson = (bytes: Buffer, cut: Cuts, name: string) =>
    readThrough(chunked(bytes, cut), { name, inputFormat: 'json' });
  const names = fc.constantFrom('<stdin>', 'a.ndjson');

  function parsed(bytes: Buffer): { readonly value: unknown } | undefined {
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return { value: JSON.parse(text) as unknown };
    } catch {
      return undefined;
    }
  }

  /** Whether it is JSON but for bytes that are no text, which around the records do no harm. */
  function isJson(text: string): boolean {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }

  it('any bytes as a JSON array hold one record for each element', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, names, async (bytes, cut, name) => {
        const document = parsed(textOf(bytes));
        if (!Array.isArray(document?.value)) return;
        const elements = document.value as unknown[];
        const { records } = await asJson(bytes, cut, name);
        expect(records).toHaveLength(elements.length);
        records.forEach(({ value }, index) => {
          if (value !== undefined) expect(isDeepStrictEqual(value, elements[index])).toBe(true);
        });
      }),
      runs(400),
    );
  });

  it('any bytes that are not JSON have an unreadable record', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, names, async (bytes, cut, name) => {
        const text = textOf(bytes);
        if (isJson(text.toString()) || isSeveralValues(text.toString()) || /^[ \t\r\n]*$/.test(text.toString())) return;
        const { records, failure } = await asJson(bytes, cut, name);
        if (failure !== undefined) return;
        const unreadable = records.filter(({ value }) => value === undefined);
        expect(unreadable.length, text.toString()).toBeGreaterThan(0);
      }),
      runs(400),
    );
  });
});
