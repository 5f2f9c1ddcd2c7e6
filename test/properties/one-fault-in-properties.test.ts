import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kind } from './calls.js';
import { aliasesOf, OWN_EVENT, respelled, SPEC_EVENTS } from './calls.js';
import type { ExpectedError } from './one-error.js';
import { expectNoError, expectOneError, ofOtherTypes, without, withProperties } from './one-error.js';
import { checkValue } from './pipeline.js';
import type { Fields } from './records.js';
import { recordsOf } from './records.js';
import { runs } from './runs.js';

/** Does something to a field of `properties`, whatever the rest of the record is. */
function always(kind: Kind, change: (value: Fields) => Fields, error: ExpectedError): void {
  fc.assert(
    fc.property(recordsOf(kind), (value) => expectOneError(change(value), error)),
    runs(5),
  );
}

const typesOf = (field: string): readonly string[] =>
  field === 'rating' || field === 'message_count' ? ['number'] : ['string'];

/** The wrong names of a field, and the names that are right but for case and separators. */
const wrongNames = (kind: Kind, field: string): readonly string[] => [
  ...new Set([...aliasesOf(kind, 'properties', field), ...respelled(field)]),
];

const REQUIRED_FIELDS = SPEC_EVENTS.flatMap((kind) => kind.required.map((field) => ({ kind, name: kind.name, field })));
const CHECKED_FIELDS = [...SPEC_EVENTS, OWN_EVENT].flatMap((kind) =>
  [...kind.required, ...kind.optional].map((field) => ({ kind, name: kind.name, field })),
);

describe.each(REQUIRED_FIELDS)('$name without its $field', ({ kind, field }) => {
  const pointer = `/properties/${field}`;
  const missing = { rule: 'schema/required', pointer };
  const valueIn = (value: Fields): unknown => (value['properties'] as Fields)[field];
  const removed = (value: Fields): Fields => withProperties(value, (properties) => without(properties, field));

  it(`${kind.name} without its ${field} has one error, there`, () => {
    always(kind, removed, missing);
  });

  it.each(wrongNames(kind, field))(`${kind.name} with its ${field} named %s has one error, naming it`, (name) => {
    const renamed = (value: Fields): Fields =>
      withProperties(removed(value), (properties) => ({ ...properties, [name]: valueIn(value) }));
    always(kind, renamed, { ...missing, hint: [`found ${name} in properties; rename it to ${field}`] });
  });

  it.each(wrongNames(kind, field))(
    `${kind.name} with its ${field} under the name %s at the top level has one error, which names both`,
    (name) => {
      const moved = (value: Fields): Fields => ({ ...removed(value), [name]: valueIn(value) });
      const hint = [`found ${name} at the top level; rename it to ${field} and move it into properties`];
      always(kind, moved, { ...missing, hint });
    },
  );

  it(`${kind.name} with its ${field} at the top level has one error, which names the place`, () => {
    const moved = (value: Fields): Fields => ({ ...removed(value), [field]: valueIn(value) });
    // At the top level, `type` names the call: there is none of that name.
    if (field === 'type') {
      const hint = ['move it into properties and write "type": "track"'];
      always(kind, moved, { rule: 'call/unknown-type', pointer: '/type', hint });
    }
    // There, messageId is Segment's own id for the call, and rightly so.
    else if (field === 'messageId') always(kind, moved, { ...missing, hint: ['is Segment’s own id for the call'] });
    else always(kind, moved, { ...missing, hint: [`found ${field} at the top level; move it into properties`] });
  });
});

describe('a top-level action', () => {
  const kind = SPEC_EVENTS.find(({ name }) => name === 'Action Invoked') as Kind;

  it('a top-level action that is the name of a call is not suggested for the one that is missing in properties', () => {
    const missing = { rule: 'schema/required', pointer: '/properties/action' };
    const removed = (value: Fields): Fields => withProperties(value, (properties) => without(properties, 'action'));
    const moved = (value: Fields): Fields => ({ ...removed(value), type: 'track', action: 'identify' });
    always(kind, moved, missing);
    fc.assert(
      fc.property(recordsOf(kind), (value) => {
        expect(checkValue(moved(value)).problems.find(({ severity }) => severity === 'error')?.hint).not.toContain(
          'found',
        );
      }),
      runs(5),
    );
  });
});

describe.each(CHECKED_FIELDS)('$name with a wrong $field', ({ kind, field }) => {
  const pointer = `/properties/${field}`;
  const set = (to: unknown) => (value: Fields) => withProperties(value, (all) => ({ ...all, [field]: to }));

  it.each(ofOtherTypes(...typesOf(field)))(`${kind.name} with a ${field} of type %s has one error`, (_, wrong) => {
    always(kind, set(wrong), { rule: 'schema/type', pointer });
  });

  it(`${kind.name} with an empty ${field} has one error, unless it may be empty`, () => {
    if (field === 'message_body')
      fc.assert(
        fc.property(recordsOf(kind), (value) => expectNoError(set('')(value))),
        runs(5),
      );
    else if (typesOf(field).includes('string')) always(kind, set(''), { rule: 'schema/min-length', pointer });
    else always(kind, set(''), { rule: 'schema/type', pointer });
  });
});

describe('message_count', () => {
  const kind = SPEC_EVENTS.find(({ name }) => name === 'Conversation Ended') as Kind;
  const set = (to: unknown) => (value: Fields) => withProperties(value, (all) => ({ ...all, message_count: to }));

  it.each([
    [2.5, 'schema/type'],
    [-1, 'schema/minimum'],
    ['3', 'schema/type'],
  ])('a message_count of %j is one error', (count, rule) => {
    always(kind, set(count), { rule, pointer: '/properties/message_count' });
  });
});

describe('an optional field', () => {
  const optional = SPEC_EVENTS.flatMap((kind) => kind.optional.map((field) => ({ kind, name: kind.name, field })));

  it.each(optional)('an optional field of $name that is misnamed or misplaced is one warning', ({ kind, field }) => {
    const warningsOf = (value: Fields): readonly string[] =>
      checkValue(value)
        .problems.filter(({ rule }) => rule.startsWith('property/'))
        .map(({ rule, pointer, hint }) => `${rule} ${pointer}: ${hint}`);
    const value5 = field === 'message_count' ? 5 : 'x';
    fc.assert(
      fc.property(recordsOf(kind), fc.constantFrom(...wrongNames(kind, field)), (value, name) => {
        const removed = withProperties(value, (properties) => without(properties, field));
        const renamed = withProperties(removed, (properties) => ({ ...properties, [name]: value5 }));
        expectNoError(renamed);
        expect(warningsOf(renamed)).toEqual([
          `property/misspelled-name /properties/${name}: found ${name} in properties; rename it to ${field}`,
        ]);
        const both = { ...removed, [name]: value5 };
        expectNoError(both);
        // Without a messageId at the top level, another name of it there may be meant for it.
        const unsure = field === 'messageId' && value['messageId'] === undefined ? ' if that is what it means' : '';
        expect(warningsOf(both)).toEqual([
          `property/misspelled-name /${name}: found ${name} at the top level; rename it to ${field} and move it into properties${unsure}`,
        ]);
        if (field === 'messageId') return;
        const moved = { ...removed, [field]: value5 };
        expectNoError(moved);
        expect(warningsOf(moved)).toEqual([
          `property/misplaced /${field}: found ${field} at the top level; move it into properties`,
        ]);
      }),
      runs(10),
    );
  });
});
