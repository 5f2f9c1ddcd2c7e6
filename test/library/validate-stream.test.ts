import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogInput, Problem, RecordResult, ResultStream, StreamOptions } from '../../src/index.js';
import { Failure, validateStream } from '../../src/index.js';
import { logs } from '../properties/byte-strings.js';
import { chunked, cuts } from '../properties/chunks.js';
import { readThrough } from '../properties/pipeline.js';
import { PATIENT, runs } from '../properties/runs.js';
import { problemsIn } from '../support/expect-case.js';
import { testFolders } from '../support/folders.js';
import { readGolden } from '../support/golden.js';
import { BAD, GOOD, goodRecord, log, WARNED } from '../support/records.js';
import { FIXTURES } from '../support/root.js';

const folder = testFolders();
const MISTAKES = join(FIXTURES, 'samples/mistakes.ndjson');

async function all(stream: ResultStream): Promise<RecordResult[]> {
  const results: RecordResult[] = [];
  for await (const result of stream) results.push(result);
  return results;
}

async function* pieces(...texts: readonly string[]) {
  yield* texts;
}

const validities = async (input: LogInput, options?: StreamOptions) =>
  (await all(validateStream(input, options))).map(({ valid }) => valid);

describe('validateStream', () => {
  it('validateStream finds the same problems as the command line, at the same places', async () => {
    const stream = validateStream(MISTAKES, { file: 'mistakes.ndjson' });
    const results = await all(stream);
    const golden = readGolden(join(FIXTURES, 'samples-expected/mistakes.ndjson'));
    const lines = golden.trim().split('\n').slice(0, -1);
    expect(results.flatMap(({ problems }) => problems)).toEqual(problemsIn(`${lines.join('\n')}\n`));
    const { durationMs, ...summary } = stream.summary;
    // The library does not measure conversations.
    const { conversations: _, ...counted } = JSON.parse(lines.at(-1) ?? '').summary;
    expect(summary).toEqual(counted);
    expect(durationMs).toBeGreaterThanOrEqual(0);
  });

  it('validateStream returns each record with its place, value and bytes', async () => {
    const text = `\n${GOOD}\n  {"no\n`;
    const [good, broken] = await all(validateStream([text]));
    expect(good).toMatchObject({ valid: true, record: 1, line: 2, column: 1, value: JSON.parse(GOOD) });
    expect(good?.event?.event).toBe('Conversation Started');
    expect(Buffer.from(good?.bytes ?? []).toString()).toBe(GOOD);
    expect(broken).toMatchObject({ valid: false, record: 2, line: 3, value: undefined, event: undefined });
  });

  it('validateStream returns an event only for a valid record of the spec', async () => {
    const other = GOOD.replace('Conversation Started', 'Item Purchased');
    const misspelled = GOOD.replace('Conversation Started', 'conversation_started');
    const results = await all(validateStream([log(GOOD, WARNED, BAD, other, misspelled)]));
    expect(results.map(({ valid, event }) => [valid, event?.event])).toEqual([
      [true, 'Conversation Started'],
      [true, 'Conversation Started'],
      [false, undefined],
      [true, undefined],
      [false, undefined],
    ]);
    // What rules that are switched off let through is not what the type says.
    const [lax] = await all(validateStream([BAD], { rules: { 'schema/*': 'off' } }));
    expect(lax).toMatchObject({ valid: true, event: undefined });
  });

  const text = log(GOOD, BAD);
  const bytes = new TextEncoder().encode(text);
  const path = () => join(folder({ 'log.ndjson': text }), 'log.ndjson');
  it.each<[string, () => LogInput]>([
    ['a path', path],
    ['a file URL', () => pathToFileURL(path())],
    ['a Readable of bytes', () => Readable.from([Buffer.from(text)])],
    ['a Readable of text', () => Readable.from([Buffer.from(text)]).setEncoding('utf8')],
    ['a web stream', () => new Response(text).body as ReadableStream<Uint8Array>],
    ['pieces of text', () => [text.slice(0, 9), text.slice(9)]],
    ['bytes', () => bytes as unknown as LogInput],
    ['packed bytes', () => [gzipSync(text)]],
    ['an async generator', () => pieces(text)],
  ])('validateStream reads %s', async (_, input) => expect(await validities(input())).toEqual([true, false]));

  it('validateStream reads any log as the command line does, however its pieces are cut', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(logs, cuts, async (whole, cut) => {
        const expected = await readThrough([whole], { name: '<stream>', inputFormat: 'auto' });
        fc.pre(expected.failure === undefined);
        const rules = { 'track/missing-message-id': 'warning' } as const;
        const results = await all(validateStream(chunked(whole, cut), { rules }));
        // The other check lives in 2024: what lies in the future differs.
        const rulesIn = (problems: readonly Problem[]) =>
          problems.map(({ rule, line }) => [rule, line]).filter(([rule]) => rule !== 'time/in-the-future');
        expect(
          results.map(({ record, line, column, valid, problems }) => [record, line, column, valid, rulesIn(problems)]),
        ).toEqual(
          expected.records.map(({ raw, valid, problems }) => [
            raw.number,
            raw.line,
            raw.column,
            valid,
            rulesIn(problems),
          ]),
        );
      }),
      runs(200),
    );
  });

  it('validateStream joins characters that are split between pieces of text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme-composite', minLength: 1 }), fc.nat(), async (id, at) => {
        const record = goodRecord(`😀${id}`);
        const place = at % record.length;
        const [result] = await all(validateStream([record.slice(0, place), record.slice(place)]));
        expect(result?.value).toEqual(JSON.parse(record));
      }),
      runs(300),
    );
  });

  it('validateStream reads only as far as it is iterated, and closes its input', async () => {
    let given = 0;
    let closed = false;
    async function* endless() {
      try {
        for (;;) {
          given++;
          yield `${GOOD}\n`;
        }
      } finally {
        closed = true;
      }
    }
    const stream = validateStream(endless());
    expect(given).toBe(0);
    let consumed = 0;
    for await (const { valid } of stream) {
      expect(valid).toBe(true);
      if (++consumed === 100) break;
    }
    expect(given).toBeLessThan(110);
    expect(closed).toBe(true);
    expect(stream.summary.records).toBeLessThan(110);
    const readable = Readable.from([text, text]);
    for await (const _ of validateStream(readable)) break;
    expect(readable.destroyed).toBe(true);
  });

  it('finish() counts the whole log without a loop', async () => {
    const stream = validateStream([log(GOOD, BAD, WARNED)]);
    expect(stream.summary).toMatchObject({ records: 0, durationMs: 0 });
    expect(await stream.finish()).toMatchObject({ files: 1, records: 3, valid: 2, invalid: 1, warnings: 1 });
    expect(await validateStream([]).finish()).toMatchObject({ records: 0 });
  });

  it('finish() reads the rest after a few results', async () => {
    const stream = validateStream([log(GOOD, BAD), log(GOOD)]);
    const iterator = stream[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ record: 1 });
    expect(await stream.finish()).toMatchObject({ records: 3 });
    expect(await all(stream)).toEqual([]);
  });

  it('validateStream fails for the unreadable rest after the results for what could be read', async () => {
    async function* broken() {
      yield log(GOOD, BAD);
      throw Object.assign(new Error('aborted'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    }
    const seen: boolean[] = [];
    const read = async () => {
      for await (const { valid } of validateStream(broken(), { file: 'upload' })) seen.push(valid);
    };
    await expect(read()).rejects.toThrow('cannot read upload: aborted');
    expect(seen).toEqual([true, false]);
  });

  it.each<[string, LogInput, string, string | undefined]>([
    ['a file that does not exist', 'none.ndjson', 'cannot read none.ndjson: it does not exist', undefined],
    ['a directory', FIXTURES, 'it is a directory', undefined],
    ['other than text', [Buffer.from([0xff, 0xfe, 0x7b, 0])], 'it looks like UTF-16 text', 'iconv'],
    ['records that are objects', [{}] as unknown as LogInput, 'a piece of it is an object', 'with createValidator'],
  ])('validateStream fails for %s', async (_, input, message, hint) => {
    const failure = await validateStream(input)
      .finish()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toContain(message);
    if (hint === undefined) expect((failure as Failure).hint).toBeUndefined();
    else expect((failure as Failure).hint).toContain(hint);
  });

  it.each<[unknown, object, string]>([
    [5, {}, 'the input is a number; pass a path'],
    [undefined, {}, 'the input is nothing'],
    [{}, {}, 'the input is an object'],
    [new URL('https://example.com/log'), {}, '(await fetch(url)).body'],
    [[], { inputFormat: 'xml' }, 'inputFormat is "xml"; it is one of auto, json, ndjson'],
    [[], { maxRecordSize: 0 }, 'maxRecordSize is a number of bytes, from 1'],
    [[], { maxRecordsize: 1 }, 'did you mean maxRecordSize?'],
    [[], { rules: { 'x/y': 'off' } }, 'there is no rule x/y'],
  ])('validateStream rejects %j with the options %j at once', (input, options, message) => {
    const open = () => validateStream(input as LogInput, options);
    expect(open).toThrow(TypeError);
    expect(open).toThrow(message);
  });

  it('validateStream obeys inputFormat, maxRecordSize and file', async () => {
    expect(await validities(['[', GOOD, ']'], { inputFormat: 'json' })).toEqual([true]);
    expect(await validities([log(GOOD)], { maxRecordSize: 10 })).toEqual([false]);
    const pretty = JSON.stringify(JSON.parse(GOOD), null, 2);
    expect(await validities([pretty], { file: 'a.ndjson' })).toEqual([false]);
    expect(await validities([pretty])).toEqual([true]);
  });
});
