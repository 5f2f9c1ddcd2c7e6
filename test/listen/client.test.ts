import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenClient } from '../../src/testing.js';
import { messageSent } from '../send/run-send.js';
import { startCollector } from './start-collector.js';

const BAD = { ...messageSent(2), timestamp: 7 };

describe('listenClient', () => {
  it('listenClient returns what came since the last reset; the report of the collector keeps everything', async () => {
    const collector = await startCollector();
    const client = listenClient(`${collector.url}/`);
    await collector.post('/v1/batch', { batch: [messageSent(1), BAD] });
    expect(await client.summary()).toMatchObject({ records: 2, valid: 1, errors: 1, requests: 1, brokenOff: 0 });
    expect(await client.problems()).toMatchObject([{ rule: 'schema/type', pointer: '/timestamp', record: 2 }]);
    expect(await client.events()).toMatchObject([
      {
        number: 1,
        path: '/v1/batch',
        name: 'Message Sent',
        conversationId: 'c_1',
        valid: true,
        problems: [],
        event: messageSent(1),
      },
      { number: 2, valid: false, problems: [{ rule: 'schema/type' }], event: BAD },
    ]);
    await client.reset();
    expect(await client.events()).toEqual([]);
    expect(await client.problems()).toEqual([]);
    expect(await client.summary()).toMatchObject({ records: 0, errors: 0, requests: 0, byEvent: {}, byRule: {} });
    await collector.post('/v1/track', messageSent(3));
    expect(await client.events()).toMatchObject([{ number: 3 }]);
    expect(collector.collector.summary).toMatchObject({ records: 3, errors: 1, requests: 2 });
  });

  it('listenClient.waitForEvents waits for events, and rejects with the number that came', async () => {
    const collector = await startCollector();
    const client = listenClient(collector.url);
    setTimeout(() => collector.post('/v1/track', messageSent(1)), 100);
    expect(await client.waitForEvents(1)).toMatchObject([{ number: 1 }]);
    await expect(client.waitForEvents(2, { timeoutMs: 60 })).rejects.toThrow('only 1 of 2 events came within 60 ms');
  });

  it('listenClient uses SEGMENT_HOST, and throws if it is not set', async () => {
    const collector = await startCollector();
    const { SEGMENT_HOST: before } = process.env;
    onTestFinished(() => {
      if (before === undefined) delete process.env['SEGMENT_HOST'];
      else process.env['SEGMENT_HOST'] = before;
    });
    process.env['SEGMENT_HOST'] = collector.url;
    expect(listenClient().url).toBe(collector.url);
    delete process.env['SEGMENT_HOST'];
    expect(() => listenClient()).toThrow('run the tests under copilot-events listen --exec');
    process.env['SEGMENT_HOST'] = '';
    expect(() => listenClient()).toThrow('no collector is named');
  });

  it.each(['nowhere', 'localhost:8787', 'http://localhost:99999', 'http://', '::1'])(
    'listenClient refuses %s as the address of a collector',
    (url) => {
      expect(() => listenClient(url)).toThrow('cannot be read: write it like http://127.0.0.1:8787');
    },
  );

  it('listenClient takes an address with a path', () => {
    expect(listenClient('HTTP://127.0.0.1:8787/x').url).toBe('http://127.0.0.1:8787');
  });

  it('listenClient rejects if no collector answers at the address', async () => {
    const other = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    await expect(listenClient(url).events()).rejects.toThrow(
      `GET ${url}/_/events was answered 404; is it a collector?`,
    );
    await new Promise((resolve) => other.close(resolve));
    await expect(listenClient(url).reset()).rejects.toThrow(`no collector listens at ${url}`);
  });
});
