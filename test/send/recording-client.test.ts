import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from '../../src/send/answer.js';
import { RecordingClient } from '../../src/send/recording-client.js';
import { accept, answer, inTurn, startEndpoint } from './local-endpoint.js';

const EVENTS = Buffer.from('{"messageId":"a"}');

function requestTo(url: string) {
  const body = JSON.stringify({ batch: [], writeKey: 'k' });
  return { url, method: 'POST' as const, headers: {}, body, httpRequestTimeout: 5000 };
}

describe('the HTTP client', () => {
  it('the HTTP client counts a batch as accepted once one of its requests was, and as not sent before the first', async () => {
    const endpoint = await startEndpoint(inTurn(answer(503), accept, answer(503)));
    const client = new RecordingClient();
    const delivery = client.begin(EVENTS);
    const outcomes = [delivery.result.outcome];
    for (const status of [408, 200, 408]) {
      expect(await client.makeRequest(requestTo(endpoint.url))).toMatchObject({ status });
      outcomes.push(delivery.result.outcome);
    }
    expect(outcomes).toEqual(['notSent', 'unknown', 'accepted', 'accepted']);
  });

  it('the HTTP client retries nothing once the run is ending, and sends nothing when closed', async () => {
    const endpoint = await startEndpoint(answer(503));
    const client = new RecordingClient();
    const delivery = client.begin(EVENTS);
    expect(await client.makeRequest(requestTo(endpoint.url))).toMatchObject({ status: 408 });
    client.end();
    expect(await client.makeRequest(requestTo(endpoint.url))).toMatchObject({ status: 400 });
    expect(delivery.requests).toBe(1);
    client.begin(EVENTS);
    client.close();
    expect(await client.makeRequest(requestTo(endpoint.url))).toMatchObject({ status: 400 });
    expect(endpoint.requests).toHaveLength(1);
  });

  it('the HTTP client breaks off what is under way when it is closed', async () => {
    const endpoint = await startEndpoint(() => {});
    const client = new RecordingClient();
    const delivery = client.begin(EVENTS);
    endpoint.onRequest = () => client.close();
    expect(await client.makeRequest(requestTo(endpoint.url))).toMatchObject({ status: 400 });
    expect(delivery.result).toMatchObject({ outcome: 'unknown' });
  });

  it('the HTTP client reports a broken connection to the SDK without the text of the error', async () => {
    const endpoint = await startEndpoint((response) => response.socket?.destroy());
    const client = new RecordingClient();
    client.begin(EVENTS);
    const failing = client.makeRequest({ ...requestTo(endpoint.url), headers: { authorization: 'Basic c2VjcmV0' } });
    await expect(failing).rejects.toThrow(/^connection-lost$/);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T04:00:00.400Z');

  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['Mon, 23 Nov 2026 04:01:00 GMT', 60],
    ['Mon, 23 Nov 2026 03:00:00 GMT', 0],
    ['soon', undefined],
  ])('Retry-After is read as seconds or a date: %j', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});
