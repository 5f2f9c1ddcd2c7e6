import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { runBinary } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';

const inFolder = testFolders();
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const CHAT = {
  chat_id: 'c1',
  messages: [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi!' },
  ],
};

async function run(text: string, ...options: string[]) {
  return runInProcess(['convert', '--no-config', 'log.jsonl', ...options], { cwd: inFolder({ 'log.jsonl': text }) });
}

function events(stdout: string): { event: string; properties: Record<string, unknown>; messageId: string }[] {
  return stdout.split('\n').flatMap((text) => (text === '' ? [] : [JSON.parse(text)]));
}

const ANSWERS = ['--user-id', 'u1', '--no-timestamps'];

describe('convert', () => {
  it('convert cuts a body to the size that Segment accepts, at a whole character', async () => {
    const content = '🚲'.repeat(20_000);
    const { stdout, stderr } = await run(line({ ...CHAT, messages: [{ role: 'user', content }] }), ...ANSWERS);
    const [, sent] = events(stdout);
    expect(sent?.properties).toMatchObject({ message_body_truncated: true, message_body_length: 20_000 });
    expect(String(sent?.properties['message_body'])).toMatch(/^(?:🚲)+$/u);
    expect(Buffer.byteLength(JSON.stringify(sent))).toBeGreaterThan(32_400);
    expect(stderr).toContain('cut to 32 KB: 1 message');
  });

  it('convert leaves bodies empty with --bodies none, and masks personal data with --redact', async () => {
    const text = line({ ...CHAT, messages: [{ role: 'user', content: 'I am ann@example.com' }] });
    const bodies = async (...options: string[]) =>
      events((await run(text, ...ANSWERS, ...options)).stdout)[1]?.properties['message_body'];
    expect(await bodies('--bodies', 'none')).toBe('');
    expect(await bodies('--redact', 'email')).toBe('I am [email]');
  });

  it('convert makes a component of a tool that --component names', async () => {
    const call = { type: 'function', function: { name: 'draw', arguments: '{}' } };
    const messages = [...CHAT.messages, { role: 'assistant', content: null, tool_calls: [call] }];
    const { stdout } = await run(line({ ...CHAT, messages }), ...ANSWERS, '--component', 'tool:draw');
    expect(events(stdout).at(-1)).toMatchObject({ event: 'Component Loaded', properties: { type: 'draw' } });
  });

  it('convert writes an end behind the last message with --end last', async () => {
    const { stdout } = await run(line(CHAT), ...ANSWERS, '--end', 'last');
    expect(events(stdout).at(-1)).toMatchObject({ event: 'Conversation Ended', properties: { message_count: 2 } });
  });

  it('convert selects records with --where and conversations with --limit, and counts the rest', async () => {
    const text = [1, 2, 3]
      .map((number) => line({ ...CHAT, chat_id: `c${number}`, env: number === 1 ? 'test' : 'live' }))
      .join('');
    const { stdout, stderr } = await run(text, ...ANSWERS, '--where', 'env!=test', '--limit', '1');
    expect(new Set(events(stdout).map(({ properties }) => properties['conversationId']))).toEqual(new Set(['c2']));
    expect(stderr).toContain('not selected by --where: 1 record');
    expect(stderr).toContain('2  conversations beyond --limit');
  });

  it('convert makes the same ids in each run, whatever the file is called', async () => {
    const cwd = inFolder({ 'a.jsonl': line(CHAT), 'b.json': JSON.stringify(CHAT, null, 2) });
    const ids = async (file: string) =>
      events((await runInProcess(['convert', '--no-config', file, ...ANSWERS], { cwd })).stdout).map(
        ({ messageId }) => messageId,
      );
    expect(await ids('a.jsonl')).toEqual(await ids('b.json'));
    expect(new Set(await ids('a.jsonl')).size).toBe(3);
  });

  it('convert reports a record that is no JSON or of another format, converts the others, and exits with 1', async () => {
    const { code, stdout, stderr } = await run(`${line(CHAT)}{"a":\n${line({ b: 1 })}`, ...ANSWERS);
    expect(code).toBe(1);
    expect(events(stdout)).toHaveLength(3);
    expect(stderr).toContain('log.jsonl:2');
    expect(stderr).toContain('log.jsonl:3 is not of the format of its file');
    expect(stderr).toContain('could not be read: 2 records');
  });

  it('convert asks for the time zone of times without one', async () => {
    const text = line({ chat_id: 'c1', timestamp: '2024-05-15 17:00:00', request: { messages: CHAT.messages } });
    const asked = await run(text, '--user-id', 'u1');
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('--time-zone');
    const { stdout } = await run(text, '--user-id', 'u1', '--time-zone', 'Europe/Berlin');
    expect(events(stdout)[0]).toMatchObject({ timestamp: '2024-05-15T15:00:00.000Z' });
  });

  it('convert writes nothing to its file if it has to ask', async () => {
    const cwd = inFolder({ 'log.jsonl': line(CHAT), 'out.ndjson': 'kept' });
    const { code } = await runInProcess(['convert', '--no-config', 'log.jsonl', '-o', 'out.ndjson'], { cwd });
    expect(code).toBe(2);
    expect(readFileSync(`${cwd}/out.ndjson`, 'utf8')).toBe('kept');
  });

  it('convert names fix for a log that has events already', async () => {
    const { code, stderr } = await run(line({ type: 'track', event: 'Message Sent' }));
    expect(code).toBe(2);
    expect(stderr).toContain('copilot-events fix');
  });

  it('validate says which format a transcript has, and names convert', async () => {
    const cwd = inFolder({ 'log.jsonl': line(CHAT) });
    const { code, stderr } = await runInProcess(['validate', '--no-config', 'log.jsonl'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'log.jsonl looks like OpenAI Chat Completions, not like events; make events of it with copilot-events convert log.jsonl',
    );
  });

  it('validate names convert for a transcript whose records workers check', async () => {
    const cwd = inFolder({ 'log.jsonl': line(CHAT).repeat(40_000) });
    const argv = ['validate', '--no-config', '-f', 'json=report.json', '--jobs', '2', 'log.jsonl'];
    const { code, stderr } = await runBinary(argv, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('make events of it with copilot-events convert log.jsonl');
  });
});
