import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Route } from '../../src/viewer/model/route.js';
import { hashOf, readRoute, VIEWS } from '../../src/viewer/model/route.js';

it('leads back to where it was, whatever a conversation is called', () => {
  const item = fc.oneof(fc.string({ minLength: 1, unit: 'binary' }), fc.constantFrom('\ud800x', '"\\', '%', '/'));
  const law = (route: Route): void => {
    expect(readRoute(hashOf(route))).toEqual(route);
  };
  fc.assert(fc.property(fc.record({ view: fc.constantFrom(...VIEWS), item }), law));
  for (const view of VIEWS) law({ view });
});

it.each(['', '#', '#nowhere', '#events/%', '#events/"'])('takes %j for the events', (hash) => {
  expect(readRoute(hash)).toEqual({ view: 'events' });
});
