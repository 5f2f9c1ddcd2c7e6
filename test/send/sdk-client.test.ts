import { Analytics, Context } from '@segment/analytics-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/record/record.js';
import type { Call } from '../../src/schema/event-schema.js';
import type { OutgoingCall } from '../../src/send/outgoing-call.js';
import { handOver } from '../../src/send/outgoing-call.js';
import { SdkClient } from '../../src/send/sdk-client.js';

const CALLS: readonly Call[] = ['track', 'identify', 'page', 'screen', 'group', 'alias'];
const FIELDS = ['userId', 'anonymousId', 'event', 'properties', 'traits', 'category', 'name', 'groupId', 'previousId'];

const scalar = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));

/** Values as they are in records, and as they are only where rules are off. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.string() },
  fc.dictionary(fc.constantFrom('a', 'category', 'name', '__proto__', 'library'), scalar),
  fc.constantFrom(null, 0, false, '', [], {}),
);
const integrations = fc.dictionary(
  fc.constantFrom('All', 'Segment.io', 'Amplitude'),
  fc.constantFrom(true, false, 0, '', {}, null),
);
const parameters = fc.record(
  Object.fromEntries([
    ...FIELDS.map((field) => [field, value]),
    ['context', fc.dictionary(fc.constantFrom('ip', 'library', 'a.b'), fc.dictionary(fc.string(), scalar))],
    ['integrations', integrations],
  ]),
  { requiredKeys: [] },
);
const samples = fc.sample(fc.tuple(fc.constantFrom(...CALLS), parameters), { numRuns: 400, seed: 17 });

/** Calls with an id and a time of their own: two runs of the SDK would otherwise make up different ones. */
function calls(): OutgoingCall[] {
  return structuredClone(samples).map(([call, parameters], index) => {
    const messageId = `evt_${index}`;
    // The SDK makes an id of its own for an alias without a userId.
    const own = call === 'alias' ? { userId: 'u_1' } : {};
    const all = { ...own, ...(parameters as JsonObject), messageId, timestamp: '2024-05-15T15:00:04.250Z' };
    return { call, messageId, parameters: all, bytes: 0, hasTimestamp: true } as unknown as OutgoingCall;
  });
}

/** An SDK, and the bodies of the requests that it makes. */
function openSdk(): { analytics: Analytics; bodies: string[]; headers: Record<string, string>[] } {
  const bodies: string[] = [];
  const headers: Record<string, string>[] = [];
  const analytics = new Analytics({
    ...{ writeKey: 'k', flushAt: 1_000_000, flushInterval: 100 },
    httpClient: {
      makeRequest(request) {
        bodies.push(request.body);
        headers.push(request.headers);
        return Promise.resolve({ status: 200, statusText: 'OK' });
      },
    },
  });
  analytics.on('error', () => {});
  return { analytics, bodies, headers };
}

/** The events in bodies, as they are written, by their ids. */
function eventsIn(bodies: readonly string[]): Record<string, string> {
  const events = bodies.flatMap((body) => (JSON.parse(body) as { batch: { messageId: string }[] }).batch);
  return Object.fromEntries(events.map((event) => [event.messageId, JSON.stringify(event)]));
}

/** The ids of the calls for which a function throws. */
function refused(all: readonly OutgoingCall[], hand: (call: OutgoingCall) => void): string[] {
  return all.flatMap((call) => {
    try {
      hand(call);
      return [];
    } catch {
      return [call.messageId];
    }
  });
}

describe('the client of the SDK', () => {
  it('the client of the SDK sends the same bytes as the public methods of the SDK, and refuses and drops the same calls', async () => {
    const own = openSdk();
    await own.analytics.ready;
    const client = new SdkClient(own.analytics, Context.system());
    const events: NonNullable<ReturnType<SdkClient['eventOf']>>[] = [];
    const refusedHere = refused(calls(), (call) => {
      const event = client.eventOf(call);
      if (event !== undefined) events.push(event);
    });
    await client.send(events);

    const open = openSdk();
    const refusedThere = refused(calls(), (call) => handOver(open.analytics, call));
    await open.analytics.flush();

    expect(refusedHere).toEqual(refusedThere);
    expect(eventsIn(own.bodies)).toEqual(eventsIn(open.bodies));
    expect(own.headers[0]).toEqual(open.headers[0]);
    const [sent, rejected] = [events.length, refusedHere.length];
    expect([sent, rejected, samples.length - sent - rejected].every((count) => count > 20)).toBe(true);
  });
});
