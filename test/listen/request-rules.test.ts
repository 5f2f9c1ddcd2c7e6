import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CATALOG } from '../../src/rules/catalog.js';
import { messageSent } from '../send/run-send.js';
import { startCollector } from './start-collector.js';

const BATCH = { batch: [messageSent(1)] };
const GZIP = { 'content-encoding': 'gzip' };

/** What breaks each rule about requests; `limits` are small, so that little is too much. */
const CASES: readonly (readonly [
  rule: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
  says: string,
])[] = [
  [
    'request/too-large',
    '/v1/batch',
    { batch: [messageSent(1, 'x'.repeat(3000))] },
    {},
    'Segment takes 2,000 and answers 400',
  ],
  [
    'request/too-large',
    '/v1/batch',
    { batch: [messageSent(1, 'x'.repeat(9000))] },
    {},
    'Segment takes 2,000 and answers 400',
  ],
  [
    'request/too-large',
    '/v1/track',
    `${JSON.stringify(messageSent(1))}${' '.repeat(999)}`,
    {},
    'Segment takes 1,000 and',
  ],
  ['request/too-large', '/v1/batch', gzipSync(Buffer.alloc(20_000, 0x20)), GZIP, 'Segment takes 2,000 and answers 400'],
  [
    'request/too-many-events',
    '/v1/batch',
    { batch: [messageSent(1), messageSent(2), messageSent(3)] },
    {},
    'the batch has 3 events',
  ],
  ['request/not-a-batch', '/v1/batch', messageSent(1), {}, 'batch is missing from the request'],
  ['request/not-a-batch', '/v1/batch', { ...messageSent(1), batch: 'x' }, {}, 'batch is missing from the request'],
  ['request/not-a-batch', '/v1/import', messageSent(1), {}, 'batch is missing from the request'],
  ['request/bad-encoding', '/v1/batch', BATCH, GZIP, 'the request’s body is not gzip'],
  [
    'request/bad-encoding',
    '/v1/batch',
    gzipSync(JSON.stringify(BATCH)).subarray(0, 60),
    GZIP,
    'the request’s body is not gzip',
  ],
  ['request/bad-encoding', '/v1/batch', BATCH, { 'content-encoding': 'br' }, 'packed as “br”; only gzip is read'],
  ['request/type-mismatch', '/v1/page', { type: 'track', userId: 'u1' }, {}, '/v1/page takes it for a page call'],
  ['request/type-mismatch', '/v1/i', { type: 'track', userId: 'u1' }, {}, '/v1/i takes it for an identify call'],
  ['request/type-mismatch', '/v1/track', { ...messageSent(1), type: 'alias' }, {}, 'send it to /v1/alias'],
];

describe('rules about requests', () => {
  it('are all shown here', () => {
    const wanted = Object.keys(CATALOG).filter((rule) => rule.startsWith('request/'));
    expect([...new Set(CASES.map(([rule]) => rule))].sort()).toEqual(wanted.sort());
  });

  it.each(CASES)('%s at %s', async (rule, path, body, headers, says) => {
    const limits = { callBytes: 1000, batchBytes: 2000, batchEvents: 2, bodyBytes: 8000 };
    const { post, records } = await startCollector({ limits });
    await post(path, body, headers);
    const problems = records.flatMap(({ problems: found }) => found);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem.rule).toBe(rule);
      expect(`${problem.message}; ${problem.hint}`).toContain(says);
    }
    const isError = CATALOG[rule as keyof typeof CATALOG].level === 'error';
    expect(records.every(({ valid }) => valid !== isError)).toBe(true);
  });

  it('can be set like all others', async () => {
    const { post, records } = await startCollector({ rules: [{ glob: 'request/*', level: 'off' }] });
    await post('/v1/page', { type: 'track', userId: 'u1' });
    expect(records).toMatchObject([{ valid: true, problems: [] }]);
    await post('/v1/batch', BATCH, { 'content-encoding': 'br' });
    // What cannot be read stays invalid, whatever is said of it.
    expect(records[1]).toMatchObject({ valid: false, problems: [] });
  });
});
