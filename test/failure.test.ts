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
  it('a Failure for an unreadable log has the code unreadable-input and the system’s error as its cause', async () => {
    const cwd = folderWith({ 'a.ndjson': '' });
    const none = { stdin: () => ({ name: '-' }) as never, allowEmpty: false };
    const failure = await failureOf(() => resolvePaths(['missing.ndjson'], { ...none, cwd }));
    expect(failure).toMatchObject({ name: 'Failure', code: 'unreadable-input', cause: { code: 'ENOENT' } });
  });

  it('a Failure for a pattern that matches nothing has the code no-input', async () => {
    const none = { stdin: () => ({ name: '-' }) as never, allowEmpty: false };
    const failure = await failureOf(() => resolvePaths(['*.ndjson'], { ...none, cwd: folderWith({}) }));
    expect(failure.code).toBe('no-input');
  });

  it('a Failure for a config of broken JSON or with an unknown setting has the code bad-config', async () => {
    for (const text of ['{', '{"nonsense": 1}']) {
      const cwd = folderWith({ 'copilot-events.config.json': text });
      expect((await failureOf(() => loadConfig(cwd, undefined))).code).toBe('bad-config');
    }
  });

  it('a Failure for a stream of the library with something else than text or bytes has the code unreadable-input', async () => {
    const broken = (async function* () {
      yield 5 as unknown as string;
    })();
    const read = async () => {
      for await (const _ of validateStream(broken));
    };
    expect((await failureOf(read)).code).toBe('unreadable-input');
  });
});
