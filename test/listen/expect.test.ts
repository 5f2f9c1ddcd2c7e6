import { describe, expect, it } from 'vitest';
import { messageSent } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { runBinary } from '../support/run-binary.js';
import { CLIENT } from './run-listen.js';

const folderWith = testFolders();

/** Runs `listen --exec` around a client that sends these events. */
function listenTo(events: readonly object[], ...options: string[]) {
  const cwd = folderWith({ 'client.mjs': CLIENT });
  const exec = `${JSON.stringify(process.execPath)} client.mjs`;
  const argv = ['listen', '--port', '0', '--no-config', '--rule', 'conversation/*=off', '--exec', exec, ...options];
  return runBinary(argv, { cwd, env: { EVENTS: JSON.stringify(events) } });
}

describe('listen --expect', () => {
  it('listen --expect exits 0 if each expected event came, and each expected call', async () => {
    const events = [messageSent(1), { type: 'identify', userId: 'u1', traits: {} }];
    const { code, stderr } = await listenTo(events, '--expect', 'Message Sent', '--expect', 'identify');
    expect(stderr).toContain('copilot-events: all 2 expected events came\n');
    expect(code).toBe(0);
  });

  it('listen --expect exits 1 and names the events that never came, and those that did', async () => {
    const { code, stderr } = await listenTo(
      [messageSent(1)],
      '--expect',
      'Message Sent',
      '--expect',
      'Feedback Submited',
    );
    expect(code).toBe(1);
    expect(stderr).toContain(
      'copilot-events: expected, but never came: Feedback Submited\n  hint: did you mean Feedback Submitted?; these came: Message Sent (1)\n',
    );
  });

  it('listen --expect exits 1 if no event came at all, also with --fail-on never', async () => {
    const { code, stderr } = await listenTo([], '--expect', 'Message Sent', '--fail-on', 'never');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'expected, but never came: Message Sent\n  hint: make the Segment client send to SEGMENT_HOST',
    );
  });

  it('listen --expect with a number exits 1 if the event came less often', async () => {
    const events = [messageSent(1), messageSent(2)];
    const expected = ['--expect', 'Message Sent=3', '--expect', 'identify'];
    const { code, stderr } = await listenTo(events, ...expected);
    expect(code).toBe(1);
    expect(stderr).toContain('expected more often: Message Sent (2 of 3); expected, but never came: identify\n');
    expect(await listenTo(events, '--expect', 'Message Sent=2')).toMatchObject({ code: 0 });
  });

  it('listen --expect exits with the code of a command that failed, and names that first', async () => {
    const argv = ['listen', '--port', '0', '--no-config', '--exec', 'exit 7', '--expect', 'Message Sent'];
    const { code, stderr } = await runBinary(argv, { cwd: folderWith() });
    expect(code).toBe(7);
    const end = 'the command failed with exit code 7\ncopilot-events: expected, but never came: Message Sent\n';
    expect(stderr.endsWith(end)).toBe(true);
  });

  it('listen --expect counts an invalid event as one that came; its problems make the run fail', async () => {
    const invalid = { ...messageSent(1), timestamp: 7 };
    const { code, stderr } = await listenTo([invalid], '--expect', 'Message Sent');
    expect(code).toBe(1);
    expect(stderr).not.toContain('never came');
    expect(await listenTo([invalid], '--expect', 'Message Sent', '--fail-on', 'never')).toMatchObject({ code: 0 });
  });
});
