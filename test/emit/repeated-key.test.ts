import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

const folderWith = testFolders();

describe('emit with one key twice', () => {
  it.each([
    ['two texts', ['message_body=a', 'message_body=b']],
    ['the same text twice', ['message_body=a', 'message_body=a']],
    ['a text and a JSON value', ['message_body=a', 'message_body:="b"']],
  ])('is refused: %s', async (_, pairs) => {
    const argv = [
      'emit',
      '--no-config',
      'Message Sent',
      'conversationId=c1',
      'messageId=m1',
      ...pairs,
      '--user-id',
      'u1',
    ];
    expect(await runInProcess(argv, { cwd: folderWith() })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'copilot-events: message_body is given twice\n' +
        `  hint: give it once; several values are a JSON array: message_body:='["a","b"]'\n`,
    });
  });

  it('is refused for a trait of --identify that is given first', async () => {
    const argv = ['emit', '--no-config', '--identify', 'plan=pro', 'plan=free', '--user-id', 'u1'];
    const { code, stderr } = await runInProcess(argv, { cwd: folderWith() });
    expect(code).toBe(2);
    expect(stderr).toContain('plan is given twice');
  });
});
