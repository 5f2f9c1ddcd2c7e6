import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Route } from '../../src/viewer/model/route.js';
import { hashOf, readRoute, VIEWS } from '../../src/viewer/model/route.js';

it('readRoute reads what hashOf wrote, whatever the id of a conversation and the fields of the filter', () => {
  const item = fc.oneof(fc.string({ minLength: 1, unit: 'binary' }), fc.constantFrom('\ud800x', '"\\', '%', '/'));
  const law = (route: Route): void => {
    expect(readRoute(hashOf(route))).toEqual(route);
  };
  const fields = fc.dictionary(fc.constantFrom('text', 'rule', 'a=b&c', '?'), item);
  fc.assert(fc.property(fc.record({ view: fc.constantFrom(...VIEWS), item, fields }), law));
  for (const view of VIEWS) law({ view, fields: {} });
});

it.each(['', '#', '#nowhere', '#events/%', '#events/"'])('readRoute returns the view of the events for %j', (hash) => {
  expect(readRoute(hash)).toEqual({ view: 'events', fields: {} });
});
