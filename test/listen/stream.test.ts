import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EventStreams } from '../../src/listen/event-streams.js';
import type { EventsMessage, Hello } from '../../src/listen/stream-messages.js';
import { messageSent } from '../send/run-send.js';
import type { TestCollector } from './start-collector.js';
import { startCollector } from './start-collector.js';

interface Message {
  readonly name: string;
  readonly id: string;
  readonly data: unknown;
}

interface Stream {
  /** All messages up to now. */
  readonly messages: readonly Message[];
  /** The numbers of all events up to now. */
  numbers(): number[];
  until(condition: () => boolean): Promise<void>;
  /** Resolves when the server has closed the stream. */
  readonly closed: Promise<void>;
  cut(): void;
}

/** Follows a collector as a browser does. `resume`: nothing is read before it resolves. */
async function follow({ url }: TestCollector, lastEventId?: string, resume?: Promise<void>): Promise<Stream> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${url}/_/stream`, {
    signal: abort.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const messages: Message[] = [];
  const read = async (): Promise<void> => {
    await resume;
    let text = '';
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const lines = part.split('\n').map((line) => line.split(/: (.*)/s));
        const { event: name = '', id = '', data = '' } = Object.fromEntries(lines) as Record<string, string>;
        if (data !== '') messages.push({ name, id, data: JSON.parse(data) });
      }
    }
  };
  const closed = read().catch(() => {});
  return {
    messages,
    numbers: () => eventsOf(messages).flatMap(({ events }) => events.map(({ number }) => number)),
    async until(condition) {
      for (let waited = 0; !condition() && waited < 10_000; waited += 20) await sleep(20);
      expect(condition()).toBe(true);
    },
    closed,
    cut: () => abort.abort(),
  };
}

function eventsOf(messages: readonly Message[]): EventsMessage[] {
  return messages.filter(({ name }) => name === 'events').map(({ data }) => data as EventsMessage);
}

function batch(from: number, count: number): object {
  return { batch: Array.from({ length: count }, (_, index) => messageSent(from + index)) };
}

describe('the stream /_/stream', () => {
  it('the stream begins with the known events and the held ones, and continues with new ones', async () => {
    const collector = await startCollector();
    await collector.post('/v1/batch', batch(1, 2));
    const stream = await follow(collector);
    await stream.until(() => stream.numbers().length === 2);
    await collector.post('/v1/track', { event: 'Message Sent', userId: 'u1' });
    await stream.until(() => stream.numbers().length === 3);
    const hello = stream.messages[0]?.data as Hello;
    expect(stream.messages[0]?.name).toBe('hello');
    expect(hello).toMatchObject({ version: '1.2.3', showsValues: false });
    expect(hello.known.find(({ names }) => names.includes('Feedback Submitted'))).toMatchObject({
      origin: 'spec',
      fields: expect.arrayContaining([{ path: 'properties.rating', required: true }]),
    });
    const last = eventsOf(stream.messages).at(-1);
    expect(last?.events[0]).toMatchObject({ number: 3, name: 'Message Sent', valid: false });
    expect(last?.totals).toEqual({ records: 3, valid: 2, errors: last?.events[0]?.problems.length, warnings: 0 });
  });

  it('the stream continues after the last event id, and begins anew for an id of another epoch', async () => {
    const collector = await startCollector();
    await collector.post('/v1/batch', batch(1, 3));
    const first = await follow(collector);
    await first.until(() => first.numbers().length === 3);
    first.cut();
    await collector.post('/v1/batch', batch(4, 2));
    const again = await follow(collector, first.messages.at(-1)?.id);
    await again.until(() => again.numbers().length === 2);
    expect(again.numbers()).toEqual([4, 5]);
    const bySelf = await fetch(`${collector.url}/_/stream?after=${first.messages.at(-1)?.id}`);
    const reader = bySelf.body?.getReader();
    let text = '';
    while (!text.includes('event: events')) text += Buffer.from((await reader?.read())?.value ?? []).toString();
    await reader?.cancel();
    expect(text).toMatch(/"events":\[\{"number":4/);
    const stranger = await follow(collector, 'another-run/4');
    await stranger.until(() => stranger.numbers().length === 5);
  });

  it('the stream reports a reset, and counts from there', async () => {
    const collector = await startCollector();
    await collector.post('/v1/batch', batch(1, 3));
    const stream = await follow(collector);
    await stream.until(() => stream.numbers().length === 3);
    await fetch(`${collector.url}/_/reset`, { method: 'POST' });
    await collector.post('/v1/batch', batch(4, 1));
    await stream.until(() => stream.numbers().length === 4);
    expect(stream.messages.map(({ name }) => name)).toEqual(['hello', 'events', 'reset', 'events']);
    const [hello, , reset, after] = stream.messages;
    const [before, now] = [hello, reset].map((message) => (message?.data as Hello | undefined)?.epoch);
    expect(now).not.toBe(before);
    expect(after?.data).toMatchObject({ skipped: 0, totals: { records: 1 } });
    // What was seen before the reset is none of the new time’s.
    const again = await follow(collector, after?.id);
    await collector.post('/v1/batch', batch(5, 1));
    await again.until(() => again.numbers().length === 1);
    expect(again.numbers()).toEqual([5]);
  });

  it('the stream reports delivery problems, which are not events', async () => {
    const collector = await startCollector();
    const stream = await follow(collector);
    await collector.post('/v1/trakc', {});
    await stream.until(() =>
      eventsOf(stream.messages).some(({ deliveryProblems }) => 'POST /v1/trakc' in deliveryProblems.unknownPaths),
    );
  });

  it('the stream keeps nothing for a slow page, and reports how many events it missed', async () => {
    const collector = await startCollector({ keep: 50 });
    let resume = (): void => {};
    const stream = await follow(
      collector,
      undefined,
      new Promise((resolve) => {
        resume = resolve;
      }),
    );
    // Far more than the buffers between the two hold.
    const large = 'x'.repeat(20_000);
    for (let sent = 0; sent < 1000; sent += 20) {
      const events = Array.from({ length: 20 }, (_, index) => messageSent(sent + index, large));
      await collector.post('/v1/batch', { batch: events });
      if (sent % 200 === 0) await sleep(110);
    }
    resume();
    await stream.until(() => stream.numbers().at(-1) === 1000);
    const messages = eventsOf(stream.messages);
    const skipped = messages.reduce((sum, message) => sum + message.skipped, 0);
    expect(skipped).toBeGreaterThan(100);
    expect(skipped + stream.numbers().length).toBe(1000);
    expect(messages.at(-1)?.totals.records).toBe(1000);
    expect(stream.numbers()).toEqual([...stream.numbers()].sort((a, b) => a - b));
  });

  it('the stream ends with a last message when listening ends', async () => {
    const collector = await startCollector();
    await collector.post('/v1/batch', batch(1, 2));
    const stream = await follow(collector);
    await stream.until(() => stream.numbers().length === 2);
    await collector.server.close();
    await stream.closed;
    expect(stream.messages.at(-1)?.name).toBe('end');
  });

  it('the stream forgets a page that has disconnected', async () => {
    const { collector } = await startCollector();
    const streams = new EventStreams(collector, { version: '1', showsValues: false, known: [] });
    const reader = streams.open().getReader();
    await reader.read();
    expect(streams.size).toBe(1);
    await reader.cancel();
    expect(streams.size).toBe(0);
  });
});
