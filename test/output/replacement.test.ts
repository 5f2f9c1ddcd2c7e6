import {
  appendFileSync,
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Replacement, replaceFile } from '../../src/output/replacement.js';
import { LogReplacement } from '../../src/output/result-file.js';
import { testFolders } from '../support/folders.js';

const folder = testFolders();
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe.each(['process', 'machine'] as const)('replaceFile for the %s', (durability) => {
  it('makes a new file with the mode that the umask allows', async () => {
    const path = join(folder(), 'file');
    await replaceFile(path, 'new', durability);
    expect(readFileSync(path, 'utf8')).toBe('new');
    writeFileSync(`${path}-2`, '');
    expect(modeOf(path)).toBe(modeOf(`${path}-2`));
  });

  it('keeps the mode of the file that it replaces', async () => {
    const path = join(folder({ file: 'old' }), 'file');
    chmodSync(path, 0o604);
    await replaceFile(path, 'new', durability);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(modeOf(path)).toBe(0o604);
  });

  it('replaces the file behind a link', async () => {
    const cwd = folder({ 'real/file': 'old' });
    symlinkSync('real/file', join(cwd, 'link'));
    await replaceFile(join(cwd, 'link'), 'new', durability);
    expect(lstatSync(join(cwd, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'real/file'), 'utf8')).toBe('new');
  });

  it('makes the file behind links that leads to none yet', async () => {
    const cwd = folder({ 'real/': '' });
    symlinkSync('real/file', join(cwd, 'second'));
    symlinkSync('second', join(cwd, 'first'));
    await replaceFile(join(cwd, 'first'), 'new', durability);
    expect(readFileSync(join(cwd, 'real/file'), 'utf8')).toBe('new');
    expect(lstatSync(join(cwd, 'first')).isSymbolicLink()).toBe(true);
  });

  it('leaves nothing behind where it cannot replace', async () => {
    const cwd = folder({ 'file/': '' });
    await expect(replaceFile(join(cwd, 'file'), 'new', durability)).rejects.toThrow(/EISDIR|EEXIST|ENOTEMPTY|EPERM/);
    expect(readdirSync(cwd)).toEqual(['file']);
  });
});

describe('Replacement', () => {
  it('neither writes to nor removes temporary files of others', async () => {
    const cwd = folder({ file: 'old', 'file.tmp': 'theirs', [`file.${process.pid}.tmp`]: 'theirs' });
    const replacement = await Replacement.open(join(cwd, 'file'), 'machine');
    await replacement.discard();
    await replaceFile(join(cwd, 'file'), 'new', 'machine');
    expect(readdirSync(cwd).sort()).toEqual(['file', `file.${process.pid}.tmp`, 'file.tmp'].sort());
    expect(readFileSync(join(cwd, 'file.tmp'), 'utf8')).toBe('theirs');
  });

  it('has a file that only its owner can read until it takes the place of another', async () => {
    const cwd = folder({ file: 'old' });
    const replacement = await Replacement.open(join(cwd, 'file'), 'machine');
    const name = readdirSync(cwd).find((file) => file !== 'file') ?? '';
    expect(modeOf(join(cwd, name))).toBe(0o600);
    await replacement.discard();
    expect(readdirSync(cwd)).toEqual(['file']);
  });
});

describe('LogReplacement', () => {
  const opened = async (cwd: string): Promise<LogReplacement> => {
    const replacement = await LogReplacement.open(join(cwd, 'log'), 'log');
    replacement.begin(false);
    replacement.write(Buffer.from('new\n'));
    return replacement;
  };

  it('keeps a mode that was changed meanwhile', async () => {
    const cwd = folder({ log: 'old\n' });
    const replacement = await opened(cwd);
    chmodSync(join(cwd, 'log'), 0o606);
    await replacement.commit();
    expect(readFileSync(join(cwd, 'log'), 'utf8')).toBe('new\n');
    expect(modeOf(join(cwd, 'log'))).toBe(0o606);
  });

  it.each<[what: string, change: (path: string) => void]>([
    ['a line was appended', (path) => appendFileSync(path, 'late\n')],
    ['the log was emptied', (path) => writeFileSync(path, '')],
    [
      'as many bytes were written anew',
      (path) => {
        writeFileSync(path, 'OLD\n');
        utimesSync(path, 1, 1);
      },
    ],
    [
      'the log is another file of the same size and time',
      (path) => {
        const { atime, mtime } = statSync(path);
        writeFileSync(`${path}-2`, 'OLD\n');
        unlinkSync(path);
        writeFileSync(path, 'OLD\n');
        utimesSync(path, atime, mtime);
      },
    ],
    ['the log is gone', (path) => unlinkSync(path)],
  ])('refuses to replace if, even while the new file is written to the disk, %s', async (_what, change) => {
    const cwd = folder({ log: 'old\n' });
    const replacement = await opened(cwd);
    const committing = replacement.commit();
    change(join(cwd, 'log'));
    const content = readdirSync(cwd).includes('log') ? readFileSync(join(cwd, 'log'), 'utf8') : undefined;
    await expect(committing).rejects.toThrow(/^log (?:was written to|became another file) while it was read/);
    expect(readdirSync(cwd).some((name) => name.endsWith('.tmp'))).toBe(false);
    expect(readdirSync(cwd).includes('log') ? readFileSync(join(cwd, 'log'), 'utf8') : undefined).toBe(content);
  });
});
