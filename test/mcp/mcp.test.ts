import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startListen } from '../listen/run-listen.js';
import { startCollector } from '../listen/start-collector.js';
import { messageSent } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { BINARY } from '../support/root.js';
import { PLAIN_ENV } from '../support/run-binary.js';

const SECRET = 'SECRET-WORDS';
const GOOD = `${JSON.stringify(messageSent(1))}\n`;
const RENAMED = `${JSON.stringify({ ...messageSent(1, SECRET), event: 'message_sent' })}\n`;
const TRANSCRIPT = JSON.stringify({
  messages: [
    { role: 'user', content: `Where is my order? ${SECRET}` },
    { role: 'assistant', content: 'It is on its way.' },
  ],
});
const ALONE = '{"rules":{"conversation/*":"off"}}';

const folderWith = testFolders();
const client = new Client({ name: 'test', version: '1.0.0' });
let root: string;

interface Called {
  readonly text: string;
  readonly isError: boolean;
}

async function call(name: string, given: Record<string, unknown>): Promise<Called> {
  const { content, isError = false } = await client.callTool({ name, arguments: given });
  const [{ text }] = content as [{ text: string }];
  return { text, isError: isError === true };
}

beforeAll(async () => {
  const outer = folderWith({
    'outside.ndjson': RENAMED,
    'project/good.ndjson': GOOD,
    'project/bad.ndjson': RENAMED,
    'project/logs/a.ndjson': GOOD,
    'project/logs/b.ndjson': RENAMED,
    'project/-q.ndjson': GOOD,
    'project/chat.json': TRANSCRIPT,
    'project/empty/': '',
    'project/copilot-events.config.json': ALONE,
  });
  root = join(outer, 'project');
  symlinkSync('../outside.ndjson', join(root, 'link.ndjson'));
  symlinkSync('..', join(root, 'up'));
  mkdirSync(join(root, 'mixed'));
  symlinkSync('../../outside.ndjson', join(root, 'mixed/linked.ndjson'));
  const env = { PATH: PLAIN_ENV['PATH'] ?? '', GITHUB_STEP_SUMMARY: join(root, 'summary.md') };
  const server = { command: process.execPath, args: [BINARY, 'mcp'], cwd: root, env };
  await client.connect(new StdioClientTransport({ ...server, stderr: 'pipe' }));
});

afterAll(() => client.close());

describe('copilot-events mcp', () => {
  it('mcp names itself and lists five tools that only read', async () => {
    expect(client.getServerVersion()?.name).toBe('copilot-events');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['explain', 'validate', 'fix', 'convert', 'received_events']);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  });

  it('mcp explain returns the events, an event with examples, or a rule', async () => {
    expect((await call('explain', {})).text).toContain('Feedback Submitted');
    const { text } = await call('explain', { topic: 'Message Sent' });
    expect(text).toContain('properties.message_body');
    expect(text).toContain('"event":"Message Sent"');
    expect((await call('explain', { topic: 'schema/required' })).text).toContain('Fix it');
  });

  it.each([['schema/nothing'], ['Nothing Like It'], ['--help'], ['-x/y']])(
    'mcp explain of the unknown topic %s is an error',
    async (topic) => {
      expect((await call('explain', { topic })).isError).toBe(true);
    },
  );

  it('mcp validate checks a text and masks its values', async () => {
    expect(await call('validate', { text: GOOD })).toMatchObject({ isError: false });
    const { text, isError } = await call('validate', { text: RENAMED });
    expect(isError).toBe(false);
    expect(text).toContain('event/misspelled-name');
    expect(text).toContain('  at: <text>:1:');
    expect(text).not.toContain(SECRET);
  });

  it('mcp validate checks files and directories, named as they lie', async () => {
    const { text } = await call('validate', { paths: ['logs', join(root, 'good.ndjson'), '-q.ndjson'] });
    expect(text).toContain('1 of 4 records is invalid');
    expect(text).toContain('logs/b.ndjson:1:');
    expect(text).not.toContain(SECRET);
  });

  it.each([
    ['a parent directory', '../outside.ndjson'],
    ['a parent directory within the path', 'logs/../../outside.ndjson'],
    ['a missing file elsewhere', '../no-such-file'],
    ['an absolute path', '/etc/passwd'],
    ['a link to a file', 'link.ndjson'],
    ['a link to a directory', 'up'],
    ['a file through a link', 'up/outside.ndjson'],
    ['a directory with a link', 'mixed'],
    ['a name with a null character', 'good.ndjson\0'],
  ])('mcp validate and fix refuse %s that leads outside of the directory', async (_, path) => {
    for (const tool of ['validate', 'fix']) {
      const { text, isError } = await call(tool, { paths: ['good.ndjson', path] });
      expect(isError).toBe(true);
      expect(text).toContain('is outside the working directory');
    }
  });

  it.each([
    ['stdin', { paths: ['-'] }],
    ['a missing file', { paths: ['missing.ndjson'] }],
    ['a pattern', { paths: ['*.ndjson'] }],
    ['a directory without logs', { paths: ['empty'] }],
    ['neither text nor paths', {}],
    ['both text and paths', { text: GOOD, paths: ['good.ndjson'] }],
    ['a text that is too long', { text: 'x'.repeat(1_000_001) }],
  ])('mcp validate answers %s with an error', async (_, given) => {
    expect((await call('validate', given)).isError).toBe(true);
  });

  it('mcp fix returns the fixed text', async () => {
    const { text, isError } = await call('fix', { text: RENAMED });
    expect(isError).toBe(false);
    expect(text).toContain('"event":"Message Sent"');
    const long = RENAMED.repeat(100);
    expect(await call('fix', { text: long })).toMatchObject({ isError: true });
  });

  it('mcp fix shows masked differences of files, and no call writes a file', async () => {
    const before = readdirSync(root).sort();
    const { text } = await call('fix', { paths: ['bad.ndjson'] });
    expect(text).toContain('Message Sent');
    expect(text).not.toContain(SECRET);
    expect(readdirSync(root).sort()).toEqual(before);
  });

  it('mcp convert returns the events of a transcript, and of a file what would be written, without its texts', async () => {
    const given = { userId: 'u1', noTimestamps: true };
    const { text, isError } = await call('convert', { text: TRANSCRIPT, ...given });
    expect(isError).toBe(false);
    expect(text).toContain('"event":"Message Received"');
    const before = readdirSync(root).sort();
    const ofFile = await call('convert', { paths: ['chat.json'], ...given });
    expect(ofFile.isError).toBe(false);
    expect(ofFile.text).not.toContain(SECRET);
    expect(readdirSync(root).sort()).toEqual(before);
  });

  it('mcp convert answers with an error and its fix if the transcript lacks something', async () => {
    const { text, isError } = await call('convert', { text: TRANSCRIPT });
    expect(isError).toBe(true);
    expect(text).toContain('hint: give');
    expect((await call('convert', { paths: ['link.ndjson'], userId: 'u1' })).text).toContain('is outside');
  });

  it('mcp convert takes the columns of a table, and what to select', async () => {
    const table = 'chat,who,words\n1,customer,Hello\n1,bot,Good day\n2,customer,Not this one\n';
    const map = ['conversation=chat', 'role=who', 'text=words'];
    const { text, isError } = await call('convert', {
      text: table,
      from: 'rows',
      map,
      where: ['chat=1'],
      userId: 'u1',
      noTimestamps: true,
    });
    expect(isError, text).toBe(false);
    expect(text).toContain('"message_body":"Good day"');
    expect(text).not.toContain('Not this one');
  });

  it('mcp convert takes a value that begins with a dash for a value', async () => {
    const { text } = await call('convert', { text: TRANSCRIPT, userId: '--output=x.ndjson', noTimestamps: true });
    expect(text).toContain('"userId":"--output=x.ndjson"');
    expect(readdirSync(root)).not.toContain('x.ndjson');
  });

  it('mcp received_events lists what came to listen, with the problems by cause and without contents', async () => {
    const { url, post } = await startCollector();
    await post('/v1/batch', { batch: [messageSent(1, SECRET), { ...messageSent(2, SECRET), timestamp: 7 }] });
    const { text } = await call('received_events', { url });
    expect(text).toContain('2 events, 1 invalid:\n1. Message Sent, conversation c_1: valid\n2. Message Sent');
    expect(text).toContain('error schema/type: timestamp is a number');
    expect(text).not.toContain(SECRET);
    expect((await call('received_events', { url, valid: true })).text).toContain('1 event, 0 invalid');
    expect((await call('received_events', { url, name: 'None' })).text).toBe('no such event came');
  });

  it.each([
    ['https://example.com'],
    ['http://192.0.2.1:80'],
    ['file:///etc/passwd'],
    ['nonsense'],
    ['http://127.0.0.1.example.com'],
  ])('mcp received_events refuses the address %s', async (url) => {
    const { text, isError } = await call('received_events', { url });
    expect(isError).toBe(true);
    expect(text).toContain('is not an address of a collector on this machine');
    expect(text).toContain('use the address that copilot-events listen prints');
  });

  it('mcp received_events says how to start a collector if none listens, and finds one that was started so', async () => {
    const { text, isError } = await call('received_events', { url: 'http://127.0.0.1:9' });
    expect(isError).toBe(true);
    expect(text).toContain('start it with copilot-events listen');
    const { url } = await startListen([], folderWith());
    expect((await call('received_events', { url })).text).toBe('no such event came');
  });

  it('every answer of mcp has a bounded length', async () => {
    const kinds = Array.from({ length: 500 }, (_, at) =>
      JSON.stringify({ ...messageSent(at), event: `message_sent${'_'.repeat(at)}` }),
    );
    const { text } = await call('validate', { text: kinds.join('\n') });
    expect(text.length).toBeLessThan(8100);
    expect((await call('explain', { topic: '*/*' })).text.length).toBeLessThan(8100);
  });
});
