import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

const folder = testFolders();

const OWN = '{"properties": {"event": {"const": "A B"}, "properties": {"required": ["x"]}}}';
const ARGV = ['events', '--as', 'client', '--schema', 'own.json'];

describe('events --check', () => {
  it('events --check ends with 0 for a file that the same command wrote, with any line ends', async () => {
    const cwd = folder({ 'own.json': OWN });
    expect(await runInProcess([...ARGV, '-o', 'client.ts'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    const check = [...ARGV, '--check', 'client.ts'];
    expect(await runInProcess(check, { cwd })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const text = readFileSync(join(cwd, 'client.ts'), 'utf8');
    const windows = folder({ 'own.json': OWN, 'client.ts': text.replaceAll('\n', '\r\n') });
    expect(await runInProcess(check, { cwd: windows })).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['has another content', { 'a b.ts': 'old' }, "'a b.ts'", 'a b.ts is not what the schemas give'],
    ['does not exist', {}, 'c.ts', 'c.ts does not exist'],
  ])(
    'events --check ends with 1, names the command and writes nothing if the file %s',
    async (_, files, name, text) => {
      const cwd = folder({ 'own.json': OWN, ...files });
      const { code, stdout, stderr } = await runInProcess([...ARGV, '--check', name.replaceAll("'", '')], { cwd });
      const command = `copilot-events events --as client --schema own.json -o ${name}`;
      expect([code, stdout, stderr]).toEqual([1, '', `copilot-events: ${text}; make it again: ${command}\n`]);
      if ('a b.ts' in files) expect(readFileSync(join(cwd, 'a b.ts'), 'utf8')).toBe('old');
    },
  );

  it('events --check ends with 2 with --output, and for a file that cannot be read', async () => {
    const cwd = folder({ 'own.json': OWN, 'dir/': '' });
    expect((await runInProcess([...ARGV, '--check', 'a', '-o', 'b'], { cwd })).stderr).toContain(
      '--check writes nothing',
    );
    expect((await runInProcess([...ARGV, '--check', 'dir'], { cwd })).code).toBe(2);
  });

  it('events --as client reports the fields that a schema requires and no SDK sends', async () => {
    const cwd = folder({ 'own.json': OWN.replace('{"properties"', '{"required": ["shard"], "properties"') });
    const { code, stderr } = await runInProcess(['events', 'A B', '--as', 'client', '--schema', 'own.json'], { cwd });
    expect([code, stderr]).toEqual([0, 'copilot-events: A B: its schema requires shard, which no SDK sends\n']);
  });
});
