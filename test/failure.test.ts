import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/config.js';
import { Failure, validateStream } from '../src/index.js';
import { resolvePaths } from '../src/input/resolve-paths.js';
import { testFolders } from './support/folders.js';

const folderWith = testFolders();

async function failureOf(run: () => Promise<unknown>): Promise<Failure> {
  const error = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw new Error(`no Failure, but ${String(error)}`);
  return error;
}

describe('Failure', () => {
  it('has the code unreadable-input and the system’s error as its cause for a log that cannot be read', async () => {
    const cwd = folderWith({ 'a.ndjson': '' });
    const none = { stdin: () => ({ name: '-' }) as never, allowEmpty: false };
    const failure = await failureOf(() => resolvePaths(['missing.ndjson'], { ...none, cwd }));
    expect(failure).toMatchObject({ name: 'Failure', code: 'unreadable-input', cause: { code: 'ENOENT' } });
  });

  it('has the code no-input for a pattern that matches nothing', async () => {
    const none = { stdin: () => ({ name: '-' }) as never, allowEmpty: false };
    const failure = await failureOf(() => resolvePaths(['*.ndjson'], { ...none, cwd: folderWith({}) }));
    expect(failure.code).toBe('no-input');
  });

  it('has the code bad-config for a config of broken JSON and for one with an unknown setting', async () => {
    for (const text of ['{', '{"nonsense": 1}']) {
      const cwd = folderWith({ 'copilot-events.config.json': text });
      expect((await failureOf(() => loadConfig(cwd, undefined))).code).toBe('bad-config');
    }
  });

  it('has the code unreadable-input for a stream of the library that gives something else than text or bytes', async () => {
    const broken = (async function* () {
      yield 5 as unknown as string;
    })();
    const read = async () => {
      for await (const _ of validateStream(broken));
    };
    expect((await failureOf(read)).code).toBe('unreadable-input');
  });
});
