import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ConvertSummary } from '../../src/convert/account.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

const inFolder = testFolders();

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state % below;
  };
}

interface Made {
  readonly lines: readonly string[];
  /** All messages in the log, and those that differ. */
  readonly logged: number;
  readonly distinct: number;
}

/** A log of requests, each with the whole history, of conversations that take turns. */
function requestLog(conversations: number): Made {
  const next = numbers(7);
  const words = ['where', 'is', 'my', 'order', 'please', 'yes', 'no', 'thanks', 'cancel', 'it'];
  const text = (): string => Array.from({ length: 1 + next(8) }, () => words[next(words.length)]).join(' ');
  const live = Array.from({ length: conversations }, (_, index) => ({
    id: `c${index}`,
    messages: [{ role: 'system', content: 'CANARY policy' }] as Record<string, unknown>[],
    turns: 6 + next(14),
    time: 1_715_785_200 + next(100_000),
  }));
  const lines: string[] = [];
  let [logged, distinct] = [0, 0];
  while (live.length > 0) {
    const at = next(live.length);
    const conversation = live[at] as (typeof live)[number];
    const { id, messages } = conversation;
    messages.push({ role: 'user', content: text() });
    distinct++;
    for (let isCall = true; isCall; ) {
      isCall = next(3) === 0;
      conversation.time += 1 + next(20);
      const call = { id: `call_${next(1e6)}`, type: 'function', function: { name: text(), arguments: '{"a": 1}' } };
      const message = isCall
        ? { role: 'assistant', content: null, tool_calls: [call] }
        : { role: 'assistant', content: text() };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      const response = { id: `cmpl-${lines.length}`, object: 'chat.completion', created: conversation.time, choices };
      lines.push(JSON.stringify({ session_id: id, request: { model: 'm', messages }, response }));
      logged += messages.length + 1;
      distinct++;
      // A replay drops what is null.
      messages.push(isCall ? { role: 'assistant', tool_calls: [{ ...call, id: `fc_${next(1e6)}` }] } : message);
      if (isCall) messages.push({ role: 'tool', tool_call_id: call.id, content: 'CANARY result' });
    }
    if (--conversation.turns === 0) live.splice(at, 1);
  }
  return { lines, logged, distinct };
}

/** The summary and the events of a run over these files. */
async function converted(files: Readonly<Record<string, string>>, ...options: string[]) {
  const cwd = inFolder(files);
  const argv = ['convert', '--no-config', '--user-id', 'u1', '-o', 'out.ndjson', '-f', 'json', ...options];
  const { code, stdout, stderr } = await runInProcess([...argv, ...Object.keys(files)], { cwd });
  return {
    code,
    stderr,
    cwd,
    summary: code === 0 ? (JSON.parse(stdout) as { summary: ConvertSummary }).summary : undefined,
  };
}

function eventsIn(cwd: string): string {
  return readFileSync(`${cwd}/out.ndjson`, 'utf8');
}

describe('convert and a log of requests', () => {
  it('convert makes one event of each message that 200 interleaved conversations repeat', async () => {
    const { lines, logged, distinct } = requestLog(200);
    expect(logged).toBeGreaterThan(8 * distinct);
    const { summary, stderr } = await converted({ 'log.ndjson': lines.join('\n') });
    expect(stderr).not.toContain('CANARY');
    expect(summary?.conversations).toBe(200);
    expect((summary?.events ?? 0) - (summary?.added ?? 0)).toBe(distinct);
  });

  it('convert gives the same events for a log that is shuffled, split and doubled', async () => {
    const { lines } = requestLog(20);
    const next = numbers(3);
    const shuffled = lines.map((line) => ({ line, at: next(1e6) })).sort((a, b) => a.at - b.at);
    const half = shuffled.slice(0, lines.length / 2).map(({ line }) => line);
    const whole = await converted({ 'log.ndjson': lines.join('\n') });
    const other = await converted({
      'b.ndjson': shuffled.map(({ line }) => line).join('\n'),
      'a.json': `[${half.join(',\n')}]`,
    });
    const expected = eventsIn(whole.cwd);
    expect(expected).toContain('Message Received');
    expect(eventsIn(other.cwd)).toBe(expected);
  });

  it('convert rebuilds conversations without ids by their history', async () => {
    const { lines, distinct } = requestLog(3);
    const nameless = lines.map((line) => JSON.stringify({ ...JSON.parse(line), session_id: undefined }));
    const { summary } = await converted({ 'log.ndjson': nameless.join('\n') }, '--conversation-id-from', 'history');
    expect(summary?.conversations).toBe(3);
    expect((summary?.events ?? 0) - (summary?.added ?? 0)).toBe(distinct);
  });
});
