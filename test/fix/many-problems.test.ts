import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { outcomeOf, startBinary } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';

const folder = testFolders();

/** An event with a list of items, and what each item's `n` must be. */
const schemaOf = (n: object): string =>
  JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Listed',
    properties: {
      event: { const: 'Listed' },
      properties: { properties: { items: { items: { properties: { n } } } } },
    },
  });

const recordOf = (count: number, item: (index: number) => object): string =>
  `${JSON.stringify({ type: 'track', event: 'Listed', userId: 'u', properties: { items: Array.from({ length: count }, (_, index) => item(index)) } })}\n`;

async function fixed(schema: string, log: string) {
  const cwd = folder({ 'listed.schema.json': schema, 'log.ndjson': log });
  const start = process.cpuUsage();
  const outcome = await runInProcess(['fix', '--no-config', '--schema', 'listed.schema.json', 'log.ndjson'], { cwd });
  const { user, system } = process.cpuUsage(start);
  return { ...outcome, processorMs: (user + system) / 1000 };
}

describe('fix of a record with many problems', () => {
  // Reports stop at 200 problems per record.
  it.each([199, 200, 201, 203, 3000])('fixes all of %i problems', async (count) => {
    const { code, stdout, stderr } = await fixed(
      schemaOf({ type: 'number' }),
      recordOf(count, (index) => ({ n: String(index) })),
    );
    expect(stdout).toBe(recordOf(count, (index) => ({ n: index })));
    expect(stderr).toMatch(new RegExp(`^${count.toLocaleString('en')} fixes in 1 of 1 record\n`));
    expect(code).toBe(0);
  });

  it('makes the good ones of 1,000 fixes and leaves the others', async () => {
    const { stdout, code } = await fixed(
      schemaOf({ type: 'number', maximum: 499 }),
      recordOf(1000, (index) => ({ n: String(index) })),
    );
    expect(stdout).toBe(recordOf(1000, (index) => ({ n: index < 500 ? index : String(index) })));
    expect(code).toBe(1);
  });

  it('makes all fixes but the one that breaks a rule of the whole record', async () => {
    const schema = JSON.stringify({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Listed',
      properties: {
        event: { const: 'Listed' },
        properties: {
          properties: { items: { items: { properties: { n: { type: 'number' } } } } },
          not: { properties: { items: { contains: { properties: { n: { const: 7 } }, required: ['n'] } } } },
        },
      },
    });
    const { stdout } = await fixed(
      schema,
      recordOf(20, (index) => ({ n: String(index) })),
    );
    expect(stdout).toBe(recordOf(20, (index) => ({ n: index === 7 ? '7' : index })));
  });

  it('takes processor time in proportion to the number of problems', async () => {
    const log = (count: number): string => recordOf(count, (index) => ({ n: String(index) }));
    await fixed(schemaOf({ type: 'number' }), log(500));
    const [few, many] = [
      await fixed(schemaOf({ type: 'number' }), log(500)),
      await fixed(schemaOf({ type: 'number' }), log(4000)),
    ];
    // Eight times as many; a square would be 64 times. Processor time does not grow because others use the machine, too.
    expect(many.processorMs / few.processorMs).toBeLessThan(32);
  });

  it('moves 8,000 properties of an identify call in linear time', async () => {
    const members = (count: number): string => Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',');
    const record = (count: number): string =>
      `{"type":"identify","userId":"u","traits":{"z":1},"properties":{${members(count)}}}\n`;
    const { stdout, processorMs } = await fixed(schemaOf({}), record(8000));
    expect(stdout).toBe(`{"type":"identify","userId":"u","traits":{"z":1,${members(8000)}}}\n`);
    expect(processorMs).toBeLessThan(8000);
  });

  it('ends on a signal while it fixes', async () => {
    const log = recordOf(2000, (index) => ({ n: String(index) })).repeat(500);
    const cwd = folder({ 'listed.schema.json': schemaOf({ type: 'number' }), 'log.ndjson': log });
    const child = startBinary(['fix', '--no-config', '--schema', 'listed.schema.json', 'log.ndjson'], cwd);
    const outcome = outcomeOf(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGTERM');
    const start = performance.now();
    expect((await outcome).code).toBe(130);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
