import { Analytics, Context } from '@segment/analytics-node';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../src/record/record.js';
import type { Call } from '../../src/schema/event-schema.js';
import type { BatchedCall } from '../../src/send/batch.js';
import { Batch, BatchMemory } from '../../src/send/batch.js';
import { openConnection } from '../../src/send/connection.js';
import { endpointFor } from '../../src/send/endpoint.js';
import { SEND_LIMITS } from '../../src/send/limits.js';
import type { OutgoingCall } from '../../src/send/outgoing-call.js';
import { handOver } from '../../src/send/outgoing-call.js';
import { EventContext, openEvents } from '../../src/send/sdk-client.js';

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

/** Calls with an id of their own: two runs of the SDK would otherwise make up different ones. Every third has no time of its own. */
function calls(): OutgoingCall[] {
  return structuredClone(samples).map(([call, parameters], index) => {
    const messageId = `evt_${index}`;
    // The SDK makes an id of its own for an alias without a userId.
    const own = call === 'alias' ? { userId: 'u_1' } : {};
    const time = index % 3 === 0 ? {} : { timestamp: '2024-05-15T15:00:04.250Z' };
    const all = { ...own, ...(parameters as JsonObject), messageId, ...time };
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

/** Makes a batch of calls that are in no log. */
async function batchOf(all: readonly OutgoingCall[], memory = new BatchMemory(1024)): Promise<Batch> {
  const events = await openEvents('k');
  const batch = new Batch(memory);
  for (const call of all) batch.add(call, events.textOf(call));
  return batch;
}

/** The bodies of requests with some of the calls of a batch, and their headers. */
async function requestsWith(batch: Batch, pieces: readonly (readonly BatchedCall[])[]) {
  const bodies: string[] = [];
  const headers: unknown[] = [];
  const connection = await openConnection({
    ...{ writeKey: 'k', limits: SEND_LIMITS, endpoint: endpointFor({ host: 'http://127.0.0.1:9' }) },
    async transport(_, request) {
      bodies.push(request.body.toString());
      headers.push(request.headers);
      return new Response();
    },
  });
  for (const piece of pieces) await connection.send(piece, batch);
  return { bodies, headers };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-23T04:00:00.400Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

/** The event after what the destination writes into it; undefined if that fails. */
function completed(context: Pick<EventContext, 'event' | 'updateEvent'>): object | undefined {
  try {
    for (const path of [
      'context.library.name',
      'context.library.version',
      '_metadata.nodeVersion',
      '_metadata.jsRuntime',
    ]) {
      context.updateEvent(path, `v of ${path}`);
    }
    return context.event;
  } catch {
    return undefined;
  }
}

describe('the client of the SDK', () => {
  it('the client of the SDK sends the same bytes as the public methods of the SDK, and refuses and drops the same calls', async () => {
    const batch = await batchOf(calls());
    const own = await requestsWith(batch, [batch.calls]);
    const withOutcome = (outcome?: string) => batch.calls.filter(({ event }) => event.outcome === outcome);

    const open = openSdk();
    const refusedThere = refused(calls(), (call) => handOver(open.analytics, call));
    await open.analytics.flush();

    expect(withOutcome('rejected').map(({ messageId }) => messageId)).toEqual(refusedThere);
    expect(own.bodies).toHaveLength(1);
    expect(eventsIn(own.bodies)).toEqual(eventsIn(open.bodies));
    expect(own.headers[0]).toEqual(open.headers[0]);
    const counts = [withOutcome(), withOutcome('rejected'), withOutcome('notSent')];
    expect(counts.every(({ length }) => length > 20)).toBe(true);
  });

  it('an event is completed as the context of the SDK completes it, whatever stands in its place', () => {
    const library = fc.record({ library: value }, { requiredKeys: [] });
    const event = fc.record({ context: fc.oneof(value, library), _metadata: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(event, (event) => {
        const ours = new EventContext({ type: 'track', ...structuredClone(event) });
        const theirs = new Context({ type: 'track', ...structuredClone(event) } as never);
        expect(completed(ours)).toEqual(completed(theirs as unknown as EventContext));
      }),
    );
  });

  it('a part of a batch is sent as its events stand in the whole batch, in any memory', async () => {
    const batch = await batchOf(calls());
    const size = Math.ceil(batch.calls.length / 7);
    const pieces = Array.from({ length: 7 }, (_, index) => batch.calls.slice(index * size, (index + 1) * size));
    const parts = await requestsWith(batch, pieces);
    const other = await batchOf(calls(), new BatchMemory(1));
    const whole = await requestsWith(other, [other.calls]);
    expect(parts.bodies).toHaveLength(7);
    expect(parts.bodies.map((body) => body.slice('{"batch":['.length, body.indexOf('],"writeKey"'))).join()).toBe(
      whole.bodies[0]?.slice('{"batch":['.length, whole.bodies[0].indexOf('],"writeKey"')),
    );
  });

  it('an event without a timestamp gets the time at which it is sent, each time that it is', async () => {
    const parameters = { userId: 'u_1', event: 'Message Sent', messageId: 'evt_1' };
    const batch = await batchOf([{ call: 'track', messageId: 'evt_1', parameters } as unknown as OutgoingCall]);
    const times: unknown[] = [];
    for (const time of ['2026-11-23T05:00:00.000Z', '2026-11-23T06:00:00.001Z']) {
      vi.setSystemTime(Date.parse(time));
      const { bodies } = await requestsWith(batch, [batch.calls]);
      times.push(...bodies.flatMap((body) => JSON.parse(body).batch.map((event: JsonObject) => event['timestamp'])));
    }
    expect(times).toEqual(['2026-11-23T05:00:00.000Z', '2026-11-23T06:00:00.001Z']);
  });
});
