import { describe, expect, it } from 'vitest';
import { messageSent } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { runBinary } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';
import { CLIENT } from './run-listen.js';

const folderWith = testFolders();
const ENV = { PATH: process.env['PATH'] ?? '' };

const PLAIN_LISTEN = ['listen', '--port', '0', '--no-config', '--rule', 'conversation/*=off'];
/** Its output would go to the output of the tests. */
const RUN_CLIENT = `${JSON.stringify(process.execPath)} client.mjs >client.log`;

/** Runs `listen --exec` around a client that sends these events. `after`: what the command does then. */
function listenTo(events: readonly object[], { after = '', run = runInProcess }, ...options: string[]) {
  const cwd = folderWith({ 'client.mjs': CLIENT });
  const argv = [...PLAIN_LISTEN, '--exec', `${RUN_CLIENT}${after}`, ...options];
  return run(argv, { cwd, env: { ...ENV, EVENTS: JSON.stringify(events) } });
}

describe('listen --expect', () => {
  it('listen --expect exits 0 if each expected event came, and each expected call', async () => {
    const events = [messageSent(1), { type: 'identify', userId: 'u1', traits: {} }];
    const expected = ['--expect', 'Message Sent', '--expect', 'identify'];
    const { code, stderr } = await listenTo(events, { run: runBinary }, ...expected);
    expect(stderr).toContain('copilot-events: all 2 expected events came\n');
    expect(code).toBe(0);
  });

  it('listen --expect exits 1 and names the events that never came, and those that did', async () => {
    const { code, stderr } = await listenTo(
      [messageSent(1)],
      {},
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
    const { code, stderr } = await listenTo([], {}, '--expect', 'Message Sent', '--fail-on', 'never');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'expected, but never came: Message Sent\n  hint: make its Segment client send to SEGMENT_HOST',
    );
  });

  it('listen --expect with a number exits 1 if the event came less often', async () => {
    const events = [messageSent(1), messageSent(2)];
    const expected = ['--expect', 'Message Sent=3', '--expect', 'identify'];
    const { code, stderr } = await listenTo(events, {}, ...expected);
    expect(code).toBe(1);
    expect(stderr).toContain('expected more often: Message Sent (2 of 3); expected, but never came: identify\n');
    expect(stderr).toContain('these came: Message Sent (2); ');
    expect(stderr).toContain('the client was closed before it');
    expect(await listenTo(events, {}, '--expect', 'Message Sent=2')).toMatchObject({ code: 0 });
  });

  it('listen --expect exits with the code of a command that failed, and names that first', async () => {
    const argv = ['listen', '--port', '0', '--no-config', '--exec', 'exit 7', '--expect', 'Message Sent'];
    const { code, stderr } = await runInProcess(argv, { cwd: folderWith(), env: ENV });
    expect(code).toBe(7);
    expect(stderr).toMatch(
      /the command failed with exit code 7\n {2}hint: [^\n]*userId or user_id[^\n]*\ncopilot-events: expected, but never came: Message Sent\n$/,
    );
  });

  it('listen --expect counts an invalid event as one that came; its problems make the run fail', async () => {
    const invalid = { ...messageSent(1), timestamp: 7 };
    const { code, stderr } = await listenTo([invalid], {}, '--expect', 'Message Sent');
    expect(code).toBe(1);
    expect(stderr).toMatch(/copilot-events: the expected event came, but 1 of 1 record is invalid\n$/);
    expect(await listenTo([invalid], {}, '--expect', 'Message Sent', '--fail-on', 'never')).toMatchObject({ code: 0 });
  });

  it.each([
    ['a warning with --fail-on warning', { ...messageSent(1), userId: 'undefined' }, 'there is 1 warning'],
    ['a failed command', messageSent(1), 'the command failed'],
  ])('listen --expect does not end like a success after %s', async (name, event, but) => {
    const options = name === 'a failed command' ? [] : ['--fail-on', 'warning'];
    const after = name === 'a failed command' ? '; exit 3' : '';
    const { code, stderr } = await listenTo([event], { after }, '--expect', 'Message Sent', ...options);
    expect(code).not.toBe(0);
    expect(stderr.endsWith(`copilot-events: the expected event came, but ${but}\n`)).toBe(true);
  });

  it('listen --timeout names what came, what never came and the usual reasons', async () => {
    const expected = ['--expect', 'Message Sent', '--expect', 'Message Received', '--timeout', '3'];
    const { code, stderr } = await listenTo([messageSent(1)], { after: '; sleep 30' }, ...expected);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /did not end within 3 s\n {2}hint: until then, these came: Message Sent \(1\); a call to a model/,
    );
    expect(stderr).toMatch(/copilot-events: expected, but never came: Message Received\n$/);
  });

  it.each([
    ['no event came', 'true', []],
    ['no expected event came', 'true', ['--expect', 'Message Sent']],
    ['the command failed', 'exit 1', []],
    ['nothing came before the timeout', 'sleep 30', ['--timeout', '1']],
  ])('listen --exec says how to recognise an SDK that throws for want of an id if %s', async (_, exec, options) => {
    const argv = ['listen', '--port', '0', '--no-config', '--exec', exec, ...options];
    const { code, stderr } = await runInProcess(argv, { cwd: folderWith(), env: ENV });
    expect(code).not.toBe(0);
    expect(stderr).toContain('if its output names userId or user_id, a call had no id');
  });

  it.each([
    ['Message Sent=0', 'asks for no event'],
    ['Message Sent=two', 'has no whole number right behind ='],
    ['Message Sent=1.5', 'has no whole number right behind ='],
    ['Message Sent = 2', 'has no whole number right behind ='],
    [' Message Sent', 'has a space around the name'],
    ['Message Sent, Message Received', 'names more than one event'],
    ['Message Sent=2,identify=1', 'names more than one event'],
    ['Message Sent,Foo=2', 'names more than one event'],
    ['=2', 'has no whole number right behind ='],
    [' ', 'names no event'],
  ])("listen --expect '%s' exits 2 before the command runs, since it %s", async (expected, reason) => {
    const cwd = folderWith();
    const argv = ['listen', '--port', '0', '--no-config', '--exec', 'touch ran', '--expect', expected];
    const { code, stderr } = await runInProcess(argv, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`--expect '${expected}' ${reason}\n  hint: write it like --expect 'Message Sent'`);
  });

  it('listen --expect takes an event of its own schema whose name has a comma and a =', async () => {
    const name = 'Order, a=b';
    const schema = JSON.stringify({ properties: { event: { const: name } } });
    const cwd = folderWith({ 'client.mjs': CLIENT, 'own.json': schema });
    const event = { type: 'track', event: name, userId: 'u1', properties: { conversationId: 'c1' } };
    const argv = [...PLAIN_LISTEN, '--schema', 'own.json', '--exec', RUN_CLIENT, '--expect', name];
    const { code, stderr } = await runInProcess(argv, { cwd, env: { ...ENV, EVENTS: JSON.stringify([event]) } });
    expect([code, stderr]).toEqual([0, expect.stringContaining('the expected event came\n')]);
  });
});

describe('listen and swapped arguments of track', () => {
  it('listen says that the arguments of track are swapped if the userId is the name of an event', async () => {
    const swapped = { type: 'track', event: 'u1', userId: 'Message Sent', properties: { conversationId: 'c1' } };
    const { stderr } = await listenTo([swapped, swapped], {}, '--expect', 'Message Sent');
    expect(stderr).toContain(
      '2 events with the name of an event as userId, such as "Message Sent" in "u1": the arguments of track are swapped\n',
    );
    const right = { ...messageSent(1), userId: 'Message Sent' };
    expect((await listenTo([right, messageSent(2)], {})).stderr).not.toContain('swapped');
  });
});
