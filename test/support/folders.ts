import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** Files by their path within a folder; a path that ends in `/` is an empty folder. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Gives each test a folder of its own with the files it wants; all are gone after the last test of the file. */
export function testFolders(): (files?: Files) => string {
  const root = mkdtempSync(join(tmpdir(), 'copilot-events-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let count = 0;
  return (files = {}) => {
    const folder = join(root, String(++count));
    mkdirSync(folder);
    for (const [path, content] of Object.entries(files)) {
      const target = join(folder, path);
      mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true });
      if (!path.endsWith('/')) writeFileSync(target, content);
    }
    return folder;
  };
}
