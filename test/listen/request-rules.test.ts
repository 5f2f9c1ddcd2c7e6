import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../../src/rules/catalog.js';
import { messageSent } from '../send/run-send.js';
import { startCollector } from './start-collector.js';

const BATCH = { batch: [messageSent(1)] };
const GZIP = { 'content-encoding': 'gzip' };

/** Requests that break each rule; the limits of the test are small, so that the bodies are short. */
const CASES: readonly (readonly [
  rule: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
  text: string,
])[] = [
  [
    'request/too-large',
    '/v1/batch',
    { batch: [messageSent(1, 'x'.repeat(3000))] },
    {},
    'Segment accepts at most 2,000 and answers 400',
  ],
  [
    'request/too-large',
    '/v1/batch',
    { batch: [messageSent(1, 'x'.repeat(9000))] },
    {},
    'Segment accepts at most 2,000 and answers 400',
  ],
  [
    'request/too-large',
    '/v1/track',
    `${JSON.stringify(messageSent(1))}${' '.repeat(999)}`,
    {},
    'Segment accepts at most 1,000 and',
  ],
  [
    'request/too-large',
    '/v1/batch',
    gzipSync(Buffer.alloc(20_000, 0x20)),
    GZIP,
    'Segment accepts at most 2,000 and answers 400',
  ],
  [
    'request/too-many-events',
    '/v1/batch',
    { batch: [messageSent(1), messageSent(2), messageSent(3)] },
    {},
    'the batch has 3 events',
  ],
  ['request/not-a-batch', '/v1/batch', messageSent(1), {}, 'the body has no `batch` array'],
  ['request/not-a-batch', '/v1/batch', { ...messageSent(1), batch: 'x' }, {}, 'the body has no `batch` array'],
  ['request/not-a-batch', '/v1/batch', { events: [messageSent(1)] }, {}, 'found events; rename it to batch'],
  ['request/not-a-batch', '/v1/batch', { a: [messageSent(1)], b: [{}] }, {}, 'send {"batch": [ … ]}'],
  ['request/not-a-batch', '/v1/batch', {}, {}, 'send {"batch": [ … ]}'],
  ['request/not-a-batch', '/v1/batch', { batch: { 0: messageSent(1) } }, {}, 'send {"batch": [ … ]}'],
  ['request/not-a-batch', '/v1/track', BATCH, {}, '/v1/track is the path of a single call'],
  ['request/not-a-batch', '/v1/i', { ...BATCH, writeKey: 'key' }, {}, 'send it to /v1/batch'],
  ['request/not-a-batch', '/v1/import', messageSent(1), {}, 'the body has no `batch` array'],
  ['request/bad-encoding', '/v1/batch', BATCH, GZIP, 'the body is not valid gzip'],
  [
    'request/bad-encoding',
    '/v1/batch',
    gzipSync(JSON.stringify(BATCH)).subarray(0, 60),
    GZIP,
    'the body is not valid gzip',
  ],
  ['request/bad-encoding', '/v1/batch', gzipSync(JSON.stringify(BATCH)), {}, 'send the header Content-Encoding: gzip'],
  ['request/bad-encoding', '/v1/track', gzipSync('{}'), { 'content-encoding': 'identity' }, 'the body is gzip'],
  [
    'request/bad-encoding',
    '/v1/batch',
    BATCH,
    { 'content-encoding': 'br' },
    'compressed with “br”; only gzip is supported',
  ],
  ['request/type-mismatch', '/v1/page', { type: 'track', userId: 'u1' }, {}, '/v1/page is the path of a page call'],
  ['request/type-mismatch', '/v1/i', { type: 'track', userId: 'u1' }, {}, '/v1/i is the path of an identify call'],
  ['request/type-mismatch', '/v1/track', { ...messageSent(1), type: 'alias' }, {}, 'send it to /v1/alias'],
];

describe('the rules request/*', () => {
  it('every rule request/* has a case in this file', () => {
    const wanted = Object.keys(CATALOG).filter((rule) => rule.startsWith('request/'));
    expect([...new Set(CASES.map(([rule]) => rule))].sort()).toEqual(wanted.sort());
  });

  it.each(CASES)('%s is reported at %s', async (rule, path, body, headers, text) => {
    const limits = { callBytes: 1000, batchBytes: 2000, batchEvents: 2, bodyBytes: 8000 };
    const { post, records } = await startCollector({ limits });
    await post(path, body, headers);
    const problems = records.flatMap(({ problems: found }) => found);
    expect(problems.length).toBeGreaterThan(0);
    for (const { problems: found } of records) expect(found).toHaveLength(1);
    for (const problem of problems) {
      expect(problem.rule).toBe(rule);
      expect(`${problem.message}; ${problem.hint}`).toContain(text);
    }
    const isError = CATALOG[rule as keyof typeof CATALOG].level === 'error';
    expect(records.every(({ valid }) => valid !== isError)).toBe(true);
  });

  it('a body with the key batch twice is a problem beside the events of the last batch', async () => {
    const { post, records } = await startCollector({});
    const batch = (...numbers: number[]) => `"batch":${JSON.stringify(numbers.map((number) => messageSent(number)))}`;
    await post('/v1/batch', `{${batch(1)},${batch(2, 3)}}`, {});
    expect(records.map(({ valid }) => valid)).toEqual([true, true, false]);
    expect(records[2]?.problems).toMatchObject([
      {
        rule: 'json/invalid-syntax',
        message: '"batch" stands more than once in one body; only the last one counts',
        hint: 'the calls in the others were not read; send one request for each batch',
      },
    ]);
  });

  it('a body with the key batch twice is a problem also where the last batch is empty', async () => {
    const { post, records } = await startCollector({});
    await post('/v1/batch', `{"batch":${JSON.stringify([messageSent(1)])},"batch":[]}`, {});
    expect(records.map(({ problems }) => problems.map(({ rule }) => rule))).toEqual([['json/invalid-syntax']]);
  });

  it.each(['context', 'integrations'])('a batch with the key %s twice has a warning at its events', async (key) => {
    const { post, records } = await startCollector({});
    await post('/v1/batch', `{"batch":${JSON.stringify([messageSent(1)])},"${key}":{"a":true},"${key}":{}}`, {});
    expect(records.map(({ problems }) => problems.map(({ message }) => message))).toEqual([
      [`${key} occurs twice; only the last one counts`],
    ]);
  });

  it('request/* rules can be switched off; an unreadable body stays invalid', async () => {
    const { post, records } = await startCollector({ rules: [{ glob: 'request/*', level: 'off' }] });
    await post('/v1/page', { type: 'track', userId: 'u1' });
    expect(records).toMatchObject([{ valid: true, problems: [] }]);
    await post('/v1/batch', BATCH, { 'content-encoding': 'br' });
    // An unreadable body stays invalid without a problem.
    expect(records[1]).toMatchObject({ valid: false, problems: [] });
  });
});
