import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createAjv } from '../schemas/results.js';
import { SCHEMAS_URL } from '../schemas/schema-files.js';
import { testFolders } from '../support/folders.js';
import { outcomeOf, runBinary, runByModes, startBinary } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';

const folder = testFolders();

const sent = (field: string): string =>
  `{"type": "track", "event": "Message Sent", "userId": "u1", "properties": {"conversationId": "c1", "messageId": "m1", "${field}": "hello"}}`;
const WRONG = sent('content');
const RIGHT = sent('message_body');

/** Resolves when a temporary file stands in a folder, with its name. */
async function temporaryFile(cwd: string): Promise<string> {
  for (;;) {
    const name = readdirSync(cwd).find((file) => file.endsWith('.tmp'));
    if (name !== undefined) return name;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe('fix --in-place', () => {
  it('replaces fixed logs, keeps modes and links, and does not touch other logs', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n`, 'b.ndjson': `${RIGHT}\n`, 'c.ndjson.gz': gzipSync(`${WRONG}\n`) });
    const path = (name: string) => join(cwd, name);
    chmodSync(path('a.ndjson'), 0o640);
    symlinkSync('a.ndjson', path('link.ndjson'));
    const before = statSync(path('b.ndjson'));
    const { code, stdout } = await runBinary(
      ['fix', '--no-config', '--in-place', 'link.ndjson', 'b.ndjson', 'c.ndjson.gz', '-f', 'json'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(readFileSync(path('a.ndjson'), 'utf8')).toBe(`${RIGHT}\n`);
    expect(statSync(path('a.ndjson')).mode & 0o777).toBe(0o640);
    expect(lstatSync(path('link.ndjson')).isSymbolicLink()).toBe(true);
    const after = statSync(path('b.ndjson'));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(gunzipSync(readFileSync(path('c.ndjson.gz'))).toString()).toBe(`${RIGHT}\n`);
    expect(readdirSync(cwd).sort()).toEqual(['a.ndjson', 'b.ndjson', 'c.ndjson.gz', 'link.ndjson']);

    const ajv = createAjv();
    const isReport = ajv.getSchema(`${new URL('report.schema.json', SCHEMAS_URL).href}#/definitions/fixReport`);
    const report = JSON.parse(stdout);
    expect(isReport?.(report)).toBe(true);
    expect(report).toMatchObject({
      problems: [],
      summary: { files: 3, records: 3, valid: 3, fixed: 2, byFix: { 'schema/required': 2 } },
    });
  });

  it('keeps a byte order mark', async () => {
    const cwd = folder({ 'a.ndjson': `\ufeff${WRONG}\n` });
    expect((await runInProcess(['fix', '--no-config', '--in-place', 'a.ndjson'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'a.ndjson'), 'utf8')).toBe(`\ufeff${RIGHT}\n`);
  });

  it('leaves a log unchanged that cannot be read to its end, and counts no fix in it', async () => {
    const whole = gzipSync(`${`${WRONG}\n`.repeat(2000)}${Math.random()}`);
    const broken = whole.subarray(0, whole.length - 20);
    const cwd = folder({ 'a.ndjson.gz': broken, 'b.ndjson': `${WRONG}\n` });
    const { code, stdout, stderr } = await runInProcess(
      ['fix', '--no-config', '--in-place', '.', '-f', 'json', '-f', 'pretty'],
      { cwd },
    );
    expect(code).toBe(2);
    expect(stderr).toContain('cannot unpack all of a.ndjson.gz');
    expect(stderr).toContain('it is left as it is; with --output in place of --in-place, what could be read goes to');
    const another = await runInProcess(['fix', '--no-config', '-o', 'fixed.ndjson', 'a.ndjson.gz'], { cwd });
    expect(another.code).toBe(2);
    expect(readFileSync(join(cwd, 'fixed.ndjson'), 'utf8')).toMatch(new RegExp(`^(?:${RIGHT}\n){1000}`));
    unlinkSync(join(cwd, 'fixed.ndjson'));
    expect(readFileSync(join(cwd, 'a.ndjson.gz')).equals(broken)).toBe(true);
    expect(readFileSync(join(cwd, 'b.ndjson'), 'utf8')).toBe(`${RIGHT}\n`);
    expect(readdirSync(cwd).sort()).toEqual(['a.ndjson.gz', 'b.ndjson']);
    const { summary } = JSON.parse(stdout);
    expect(summary).toMatchObject({ files: 2, valid: 1, fixed: 1, byFix: { 'schema/required': 1 } });
    expect(summary.invalid).toBe(summary.records - 1);
  });

  it('leaves a log unchanged that grows while it is read', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n`.repeat(20_000) });
    const path = join(cwd, 'a.ndjson');
    const running = runInProcess(['fix', '--no-config', '--in-place', 'a.ndjson'], { cwd });
    await temporaryFile(cwd);
    appendFileSync(path, `${WRONG}\n`);
    const { code, stderr } = await running;
    expect(code).toBe(2);
    expect(stderr).toContain('a.ndjson was written to while it was read; it is left as it is');
    expect(stderr).toMatch(/no fix was made\n$/);
    expect(readFileSync(path, 'utf8')).toBe(`${WRONG}\n`.repeat(20_001));
    expect(readdirSync(cwd)).toEqual(['a.ndjson']);
  });

  it('leaves a log unchanged that is rotated while it is read', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n`.repeat(20_000) });
    const running = runInProcess(['fix', '--no-config', '--in-place', 'a.ndjson'], { cwd });
    await temporaryFile(cwd);
    renameSync(join(cwd, 'a.ndjson'), join(cwd, 'a.ndjson.1'));
    writeFileSync(join(cwd, 'a.ndjson'), `${WRONG}\n`);
    const { code, stderr } = await running;
    expect(code).toBe(2);
    expect(stderr).toContain('a.ndjson became another file while it was read; it is left as it is');
    expect(readFileSync(join(cwd, 'a.ndjson'), 'utf8')).toBe(`${WRONG}\n`);
    expect(readdirSync(cwd).sort()).toEqual(['a.ndjson', 'a.ndjson.1']);
  });

  it('fix --in-place counts no fix in a read-only folder', async () => {
    const cwd = folder({ 'logs/a.ndjson': `${WRONG}\n` });
    chmodSync(join(cwd, 'logs'), 0o500);
    const { code, stderr } = await runByModes(['fix', '--no-config', '--in-place', 'logs/a.ndjson'], cwd);
    chmodSync(join(cwd, 'logs'), 0o700);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^copilot-events: cannot replace logs\/a.*: .*\nno fix was made\n$/);
    expect(readdirSync(join(cwd, 'logs'))).toEqual(['a.ndjson']);
    expect(readFileSync(join(cwd, 'logs/a.ndjson'), 'utf8')).toBe(`${WRONG}\n`);
  });

  it('keeps mode and owner of a log, as far as the user may set them', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n` });
    const path = join(cwd, 'a.ndjson');
    try {
      chownSync(path, 1234, 4321);
    } catch {
      // Only who may give files away can test more than modes.
    }
    const { uid: owner, gid: group } = statSync(path);
    chmodSync(path, 0o640);
    expect((await runInProcess(['fix', '--no-config', '--in-place', 'a.ndjson'], { cwd })).code).toBe(0);
    const { uid, gid, mode } = statSync(path);
    expect([uid, gid, mode & 0o777]).toEqual([owner, group, 0o640]);
    expect(readFileSync(path, 'utf8')).toBe(`${RIGHT}\n`);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'keeps its temporary file private and removes it on %s',
    async (signal) => {
      const log = `${WRONG}\n`.repeat(100_000);
      const cwd = folder({ 'a.ndjson': log });
      chmodSync(join(cwd, 'a.ndjson'), 0o644);
      const child = startBinary(['fix', '--no-config', '--in-place', 'a.ndjson'], cwd);
      const outcome = outcomeOf(child);
      const name = await temporaryFile(cwd);
      const { mode } = statSync(join(cwd, name));
      expect(mode & 0o777).toBe(0o600);
      child.kill(signal);
      const { code, stderr } = await outcome;
      expect(code).toBe(130);
      expect(stderr).toContain('interrupted; logs that were not replaced yet are as they were');
      expect(existsSync(join(cwd, name))).toBe(false);
      expect(readFileSync(join(cwd, 'a.ndjson'), 'utf8')).toBe(log);
    },
  );

  it('removes its temporary file when a second signal ends it at once', async () => {
    const cwd = folder({ 'a.ndjson': `${WRONG}\n`.repeat(100_000) });
    const child = startBinary(['fix', '--no-config', '--in-place', 'a.ndjson'], cwd);
    const outcome = outcomeOf(child);
    await temporaryFile(cwd);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await outcome).code).toBe(130);
    expect(readdirSync(cwd)).toEqual(['a.ndjson']);
  });
});
