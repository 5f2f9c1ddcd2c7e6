import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldLoss } from '../../src/send/field-losses.js';
import { FieldLosses } from '../../src/send/field-losses.js';
import type { OutgoingCall } from '../../src/send/outgoing-call.js';
import { startEndpoint } from './local-endpoint.js';
import type { LogRecord, SendSetting } from './run-send.js';
import { messageSent, runSend, toLog, WRITE_KEY } from './run-send.js';

async function stderrOf(log: readonly LogRecord[] | string, setting: SendSetting = {}): Promise<string> {
  const { url } = await startEndpoint();
  const records = typeof log === 'string' ? { stdin: Readable.from([log]) } : { records: log };
  return (await runSend({ host: url, writeKey: WRITE_KEY, ...records, ...setting })).stderr;
}

const DROPPED = 'at the top level is not sent, since Segment’s SDK drops unknown fields there';

describe('fields that records lose when they are sent', () => {
  it('a field at the top level that is not sent is named once', async () => {
    const records = [messageSent(1), { ...messageSent(2), tenant: 'a' }, { ...messageSent(3), tenant: 'b' }];
    expect(await stderrOf(records)).toBe(`copilot-events: tenant ${DROPPED}; properties and context are kept\n`);
  });

  it('several fields at the top level that are not sent are named in one line for each record with new ones', async () => {
    const records = [
      { ...messageSent(1), tenant: 'a', region: 'b' },
      { ...messageSent(2), tenant: 'a', shard: 7 },
    ];
    expect((await stderrOf(records)).split('\n')).toEqual([
      expect.stringContaining('copilot-events: tenant, region at the top level are not sent'),
      expect.stringContaining('copilot-events: shard at the top level is not sent'),
      '',
    ]);
  });

  it('a field at the top level that is not sent is named with --quiet, too', async () => {
    expect(await stderrOf([{ ...messageSent(1), tenant: 'a' }], { quiet: true })).toContain(DROPPED);
  });

  it('a dry run names no lost fields on stderr, since its summary counts them', async () => {
    expect(await stderrOf([{ ...messageSent(1), tenant: 'a' }], { dryRun: true })).not.toContain('not sent, since');
  });

  it('fields that Segment’s archive adds, and fields that are null, are not named', async () => {
    const archived = {
      ...{ originalTimestamp: '2024-05-15T15:00:00.000Z', sentAt: '2024-05-15T15:00:00.000Z' },
      ...{ receivedAt: '2024-05-15T15:00:00.000Z', projectId: 'p', version: 2, channel: 'server', _metadata: {} },
    };
    expect(await stderrOf([{ ...messageSent(1), ...archived, tenant: null }])).toBe('');
  });

  it('a record that is rejected names no lost fields', async () => {
    const invalid = { type: 'track', event: 'Message Sent', userId: 'u_1', tenant: 'a' };
    expect(await stderrOf([invalid, messageSent(1)])).not.toContain('is not sent');
  });

  it.each([
    ['with too many digits', '12345678901234567890'],
    ['that is too large', '1e999'],
    ['that is -0', '-0'],
  ])('a field with a number %s is named with --quiet, too', async (_, literal) => {
    const log = toLog([{ ...messageSent(1), context: { order: 'NUMBER' } }]).replace('"NUMBER"', literal);
    const stderr = await stderrOf(log, { quiet: true });
    expect(stderr).toContain('copilot-events: context.order is sent with another value: ');
  });

  it('numbers that are kept are not named', async () => {
    expect(await stderrOf([{ ...messageSent(1), context: { order: 9007199254740991, half: 0.5 } }])).toBe('');
  });
});

/** Number literals without exponents, most of them with as many digits as are kept, or one more. */
const literal = fc
  .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^(0|[1-9]\d{0,17})$/), fc.stringMatching(/^(\.\d{1,18})?$/))
  .map((parts) => parts.join(''));
const space = fc.constantFrom('', ' ', '\t', ' \r');
const item = fc
  .tuple(
    space,
    fc.oneof(
      literal,
      fc.string().map((text) => JSON.stringify(text)),
    ),
    space,
  )
  .map((parts) => parts.join(''));

/** Plain records with numbers in all places where there may be some. */
const plainText = fc
  .tuple(item, fc.array(item, { minLength: 1 }), space)
  .map(
    ([value, items, space]) => `{"context":{"a":${value},"b":[${items.join()}],"c":{"d" :${space}[${value}]}}${space}}`,
  );

/** The losses of a record, with and without the knowledge that it is plain. */
function lossesOf(text: string, isPlain: boolean): FieldLoss[] {
  const losses: FieldLoss[] = [];
  const value = JSON.parse(text);
  const raw = { file: 'log', number: 1, bytes: Buffer.from(text), line: 1, column: 1, isPlain };
  new FieldLosses((loss) => losses.push(loss)).add({ raw, value, parameters: value } as unknown as OutgoingCall);
  return losses;
}

it('the fields that a plain record loses are those that any record loses', () => {
  let inexact = 0;
  fc.assert(
    fc.property(plainText, (text) => {
      const losses = lossesOf(text, false);
      inexact += losses.length;
      expect(lossesOf(text, true)).toEqual(losses);
    }),
    { numRuns: 1000 },
  );
  expect(inexact).toBeGreaterThan(100);
});
