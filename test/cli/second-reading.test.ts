import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { runInProcess } from '../support/run-in-process.js';

const sent = (messageId: string, body: unknown): string =>
  `${JSON.stringify({
    type: 'track',
    event: 'Message Sent',
    userId: 'u1',
    timestamp: '2026-03-04T10:00:00.000Z',
    properties: { conversationId: 'c1', messageId, message_body: body },
  })}\n`;

/** Its second record has a problem of its own, its first one a problem that is known at the end. */
const LOG = sent('m1', 'Hello') + sent('m2', 5) + sent('m3', 'Bye');

describe('validate --valid-out with a rule across records as an error', () => {
  let folder = '';
  let log = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-second-reading-'));
    log = join(folder, 'log.ndjson');
  });
  beforeEach(() => writeFileSync(log, LOG));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Validates the log, and calls `meanwhile` when the first problem is printed: the log was read once by then. */
  async function validate(meanwhile: () => void): Promise<{ code: number; stderr: string; valid: string }> {
    let stderr = '';
    let isFirst = true;
    const stdout = new Writable({
      write(_piece, _encoding, done) {
        if (isFirst) meanwhile();
        isFirst = false;
        done();
      },
    });
    const rule = ['--rule', 'conversation/missing-start=error'];
    const code = await main(
      ['validate', 'log.ndjson', '--no-config', '-f', 'ndjson', '--valid-out', 'valid.ndjson', ...rule],
      {
        stdin: Object.assign(Readable.from([]), { isTTY: true }),
        stdout,
        stderr: new Writable({
          write(piece, _encoding, done) {
            stderr += piece;
            done();
          },
        }),
        env: {},
        cwd: () => folder,
      },
    );
    return { code, stderr, valid: readFileSync(join(folder, 'valid.ndjson'), 'utf8') };
  }

  it('validate writes the records that are valid after the second reading', async () => {
    expect(await validate(() => {})).toEqual({ code: 1, stderr: '', valid: sent('m3', 'Bye') });
  });

  it('validate reports more problems than fit in memory after a second reading', async () => {
    // The name makes each problem long.
    const name = `${'n'.repeat(200)}.ndjson`;
    writeFileSync(join(folder, name), sent('m1', 5).repeat(4500));
    const format = ['-f', 'json=report.json', '--valid-out', 'valid.ndjson'];
    const rule = ['--rule', 'conversation/duplicate-message-id=error'];
    const { code } = await runInProcess(['validate', name, '--no-config', ...format, ...rule], { cwd: folder });
    expect(code).toBe(1);
    const { problems } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { problems: unknown[] };
    expect(problems).toHaveLength(9000);
  });

  it('validate fails if a log is gone by the second reading', async () => {
    const { code, stderr, valid } = await validate(() => rmSync(log));
    expect({ code, valid }).toEqual({ code: 2, valid: '' });
    expect(stderr).toContain('cannot read log.ndjson: it does not exist\n');
  });

  it('validate fails if a log has fewer records in the second reading', async () => {
    const { code, stderr, valid } = await validate(() => writeFileSync(log, sent('m1', 'Hello')));
    expect({ code, valid }).toEqual({ code: 2, valid: '' });
    expect(stderr).toContain('the logs changed while they were read: 3 records at first, 1 then\n');
    expect(stderr).toContain('run it again when nothing writes to them');
    expect(await validate(() => {})).toEqual({ code: 1, stderr: '', valid: '' });
  });
});
