import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/listen/metrics.js';
import { messageSent } from '../send/run-send.js';
import { startCollector } from './start-collector.js';

const BAD = { ...messageSent(2), timestamp: 7 };

describe('the monitoring of listen', () => {
  it('GET /health answers ok, even under another host name', async () => {
    const { url } = await startCollector();
    const response = await fetch(`${url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('GET /metrics counts events by result, problems by rule and event, requests and lost requests', async () => {
    const { url, post, collector } = await startCollector();
    await post('/v1/batch', { batch: [messageSent(1), BAD] });
    await post('/v2/track', messageSent(1));
    collector.reset();
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await response.text();
    expect(text).toContain('copilot_events_events_total{event="Message Sent",result="valid"} 1\n');
    expect(text).toContain('copilot_events_events_total{event="Message Sent",result="invalid"} 1\n');
    const labels = 'rule="schema/type",severity="error",event="Message Sent"';
    expect(text).toContain(`copilot_events_problems_total{${labels}} 1\n`);
    expect(text).toMatch(/^copilot_events_requests_total 1$/m);
    expect(text).toMatch(/^copilot_events_lost_requests_total 1$/m);
    expect(text).toMatch(/^copilot_events_forwarded_total 0$/m);
    expect(await (await fetch(`${url}/metrics`)).text()).toBe(text);
  });

  it('GET /metrics counts events beyond 200 names together', async () => {
    const { url, post } = await startCollector();
    for (let name = 0; name < 210; name++) {
      await post('/v1/track', { event: `Order ${name}`, userId: 'u1', properties: { conversationId: 'c1' } });
    }
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text.match(/^copilot_events_events_total\{/gm)).toHaveLength(201);
    expect(text).toContain('copilot_events_events_total{event="(other)",result="valid"} 10\n');
  });

  it('GET /metrics is refused to pages of other origins', async () => {
    const { url } = await startCollector();
    const response = await fetch(`${url}/metrics`, { headers: { origin: 'https://evil.example' } });
    expect(response.status).toBe(403);
  });

  it('the metrics count forwarded and dropped events', async () => {
    const metrics = await createMetrics();
    metrics.addForwarded();
    metrics.addForwarded();
    metrics.addDropped();
    const { summary } = (await startCollector()).collector;
    const text = await metrics.text({ summary });
    expect(text).toMatch(/^copilot_events_forwarded_total 2$/m);
    expect(text).toMatch(/^copilot_events_dropped_total 1$/m);
  });
});
