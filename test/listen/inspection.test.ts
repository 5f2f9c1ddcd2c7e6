import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CheckedEvent } from '../../src/listen/checked-event.js';
import { messageSent } from '../send/run-send.js';
import { testFolders } from '../support/folders.js';
import { post } from './post.js';
import { listenHere, startListen } from './run-listen.js';
import { startCollector } from './start-collector.js';

const folderWith = testFolders();

/** How much memory a process has used at most so far, in MB. */
function peakMemory(pid: number | undefined): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

describe('GET /_/events', () => {
  it.runIf(process.platform === 'linux')(
    'ten GET /_/events of 30 MB at once take less memory than four of them',
    async () => {
      const { url, child } = await startListen(['--keep', '5000', '-q'], folderWith());
      const count = 975;
      const large = 'x'.repeat(31_000);
      for (let sent = 0; sent < count; sent += 15) {
        await post(url, { batch: Array.from({ length: 15 }, (_, index) => messageSent(sent + index, large)) });
      }
      const before = peakMemory(child.pid);
      const responses = await Promise.all(Array.from({ length: 10 }, () => fetch(`${url}/_/events`)));
      // Nobody reads for a while: what is sent must not pile up.
      await sleep(1000);
      for (const response of responses) {
        let size = 0;
        for await (const piece of response.body ?? []) size += piece.length;
        expect(size).toBeGreaterThan(30_000_000);
      }
      expect(peakMemory(child.pid) - before).toBeLessThan(120);
    },
  );

  it('GET /_/events and /_/problems answer with all held events and problems, and with none before the first', async () => {
    const collector = await startCollector({ keep: 300 });
    const get = async (path: string) => (await fetch(collector.url + path)).json();
    expect(await get('/_/events')).toEqual({ events: [] });
    expect(await get('/_/problems')).toEqual({ problems: [] });
    const bad = { ...messageSent(1), timestamp: 7 };
    await collector.post('/v1/batch', { batch: Array.from({ length: 1000 }, () => bad) });
    const { events } = (await get('/_/events')) as { events: CheckedEvent[] };
    expect(events).toEqual(JSON.parse(JSON.stringify(collector.collector.feed.events)));
    expect(events.map(({ number }) => number)).toEqual(Array.from({ length: 300 }, (_, index) => index + 701));
    expect(await get('/_/problems')).toEqual({ problems: events.flatMap(({ problems }) => problems) });
  });

  it('GET /_/events is valid JSON when events are evicted or reset while it is read', async () => {
    const collector = await startCollector({ keep: 50 });
    const large = 'x'.repeat(30_000);
    const fill = () =>
      collector.post('/v1/batch', { batch: Array.from({ length: 15 }, (_, index) => messageSent(index, large)) });
    for (let round = 0; round < 4; round++) await fill();
    for (const change of [fill, () => fetch(`${collector.url}/_/reset`, { method: 'POST' })]) {
      const response = await fetch(`${collector.url}/_/events`);
      for (let round = 0; round < 5; round++) await change();
      const { events } = (await response.json()) as { events: CheckedEvent[] };
      const numbers = events.map(({ number }) => number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });
});

describe('POST /_/reset', () => {
  it('POST /_/reset sets every count of /_/summary to zero, and changes nothing in the report at the end', async () => {
    const { url, end } = await listenHere(['-f', 'json'], folderWith());
    const summary = async () => (await fetch(`${url}/_/summary`)).json();
    const zero = await summary();
    await post(url, { batch: [messageSent(1), { ...messageSent(2), timestamp: 7 }] });
    await post(url, { batch: [] }, '/v1/trak');
    await fetch(`${url}/v1/track`, { method: 'POST', body: JSON.stringify(messageSent(3)) });
    await fetch(`${url}/v1/track`, { method: 'POST', body: '{}', headers: { origin: 'https://x.example' } });
    expect(await summary()).toMatchObject({
      records: 3,
      errors: 1,
      lostRequests: 2,
      withoutWriteKey: 1,
      unknownPaths: { 'POST /v1/trak': 1 },
      refusedOrigins: { 'https://x.example': 1 },
    });
    await fetch(`${url}/_/reset`, { method: 'POST' });
    expect(await summary()).toEqual({ ...(zero as object), durationMs: expect.any(Number) });
    await post(url, { batch: [messageSent(4)] });
    expect(await summary()).toMatchObject({ records: 1, requests: 1, lostRequests: 0, unknownPaths: {} });
    const { code, stdout, stderr } = await end();
    expect(code).toBe(1);
    expect(JSON.parse(stdout).summary).toMatchObject({ records: 4, errors: 1, lostRequests: 2 });
    expect(stderr).toContain('1 request had no write key');
  });
});
