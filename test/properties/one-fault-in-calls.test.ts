import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kind } from './calls.js';
import { aliasesOf, KINDS, OTHER_CALLS, OWN_EVENT, respelled, SPEC_EVENTS } from './calls.js';
import type { ExpectedError } from './one-error.js';
import { expectNoError, expectOneError, ofOtherTypes, without, withProperties } from './one-error.js';
import { checkValue, errorsOf } from './pipeline.js';
import type { Fields, RecordConstraints } from './records.js';
import { recordsOf, validRecords } from './records.js';
import { PATIENT, runs } from './runs.js';

function always(kind: Kind, narrow: RecordConstraints, change: (value: Fields) => Fields, error: ExpectedError): void {
  fc.assert(
    fc.property(recordsOf(kind, narrow), (value) => expectOneError(change(value), error)),
    runs(5),
  );
}

/** Moves a field under another name. */
const rename = (field: string, name: string) => (value: Fields) => ({ ...without(value, field), [name]: value[field] });
const remove = (field: string) => (value: Fields) => without(value, field);
const set = (field: string, to: unknown) => (value: Fields) => ({ ...value, [field]: to });

const TRACKS = [...SPEC_EVENTS, OWN_EVENT];
const typed = { typed: true } as const;

describe('a valid record', () => {
  it('a valid record has no error, whatever else it contains', PATIENT, () => {
    fc.assert(
      fc.property(validRecords, ({ value }) => expectNoError(value)),
      runs(1500),
    );
  });
});

describe.each(TRACKS)('$name and its event', (kind) => {
  const missing = { rule: 'schema/required', pointer: '/event' };

  it(`${kind.name} without its event has one error`, () => {
    always(kind, typed, remove('event'), missing);
    // Nothing else says then that it is a track call.
    const untyped = (value: Fields): Fields => remove('type')(remove('event')(value));
    always(kind, typed, untyped, { rule: 'call/unknown-type', pointer: '/type' });
  });

  it.each(ofOtherTypes('string'))(`${kind.name} with an event of type %s has one error`, (_, wrong) => {
    always(kind, typed, set('event', wrong), { rule: 'schema/type', pointer: '/event' });
    always(kind, typed, (value) => remove('type')(set('event', wrong)(value)), {
      rule: 'call/unknown-type',
      pointer: '/type',
    });
  });

  it(`${kind.name} with an empty event has one error`, () => {
    always(kind, {}, set('event', ''), { rule: 'schema/min-length', pointer: '/event' });
  });

  it.each(respelled('event'))(`${kind.name} with its event under the name %s has one error`, (name) => {
    const hint = [`found ${name} at the top level; rename it to event`];
    always(kind, typed, rename('event', name), { ...missing, hint });
    always(kind, typed, (value) => remove('type')(rename('event', name)(value)), {
      rule: 'call/unknown-type',
      pointer: '/type',
      hint,
    });
  });

  it(`${kind.name} with its event in properties has one error`, () => {
    const moved = (value: Fields): Fields =>
      withProperties(remove('event')(value), (properties) => ({ ...properties, event: value['event'] }));
    always(kind, typed, moved, missing);
  });
});

describe.each(SPEC_EVENTS)('$name and its name', (kind) => {
  it.each(respelled(kind.event ?? ''))(
    `${kind.name} written as %s has one error, and is checked as what it means`,
    (name) => {
      const misspelled = { rule: 'event/misspelled-name', pointer: '/event', hint: [`rename it to "${kind.event}"`] };
      always(kind, {}, set('event', name), misspelled);
      fc.assert(
        fc.property(recordsOf(kind), (value) => {
          const faulty = withProperties(set('event', name)(value), remove('conversationId'));
          const errors = errorsOf(checkValue(faulty)).map(({ rule, pointer }) => `${rule} ${pointer}`);
          expect(errors.toSorted()).toEqual([
            'event/misspelled-name /event',
            'schema/required /properties/conversationId',
          ]);
        }),
        runs(5),
      );
    },
  );
});

describe.each(SPEC_EVENTS)('$name and its properties', (kind) => {
  const missing = { rule: 'schema/required', pointer: '/properties' };

  it(`${kind.name} without its properties has one error, and none for what would be inside`, () => {
    always(kind, {}, remove('properties'), missing);
  });

  it.each(ofOtherTypes('object'))(`${kind.name} with properties of type %s has one error`, (_, wrong) => {
    always(kind, {}, set('properties', wrong), { rule: 'schema/type', pointer: '/properties' });
  });

  it.each(respelled('properties'))(`${kind.name} with its properties under the name %s has one error`, (name) => {
    const hint = [`found ${name} at the top level; rename it to properties`];
    always(kind, {}, rename('properties', name), { ...missing, hint });
  });

  it(`${kind.name} with the content of its properties at the top level has one error`, () => {
    const flat = (value: Fields): Fields => {
      const { type: _type, action: _action, ...others } = value['properties'] as Fields;
      return { ...others, ...remove('properties')(value) };
    };
    const strays = kind.required.filter((field) => !['messageId', 'type', 'action'].includes(field));
    const hint = [...strays, 'at the top level; move', 'into properties'];
    always(kind, {}, flat, { ...missing, hint });
    fc.assert(
      fc.property(recordsOf(kind), (value) => {
        const others = checkValue(flat(value)).problems.filter(({ rule }) => rule.startsWith('property/'));
        expect(others).toEqual([]);
      }),
      runs(10),
    );
  });
});

const IDENTITIES = KINDS.filter(({ call }) => call !== 'alias').flatMap((kind) =>
  ['userId', 'anonymousId'].map((id) => ({ kind, name: kind.name, id })),
);

describe.each(IDENTITIES)('$name and its only id, $id', ({ kind, id }) => {
  const missing = { rule: 'call/missing-identity', pointer: `/${id}` };
  const only = (value: Fields): Fields => ({ ...without(without(value, 'userId'), 'anonymousId'), [id]: 'u_1' });
  const changed = (change: (value: Fields) => Fields) => (value: Fields) => change(only(value));

  it(`${kind.name} without its only id, ${id}, has one error`, () => {
    // Where there is none, nobody can say which of the two was meant.
    always(kind, {}, changed(remove(id)), { ...missing, pointer: '/userId' });
  });

  it.each([...ofOtherTypes('string'), ['empty', '']] as const)(`${kind.name} with ${id} %s: one error`, (_, wrong) => {
    always(kind, {}, changed(set(id, wrong)), missing);
  });

  it.each([...aliasesOf(kind, '', id), ...respelled(id)])(`${kind.name} with ${id} named %s has one error`, (name) => {
    const hint = [`found ${name} at the top level; rename it to ${id}`];
    always(kind, {}, changed(rename(id, name)), { ...missing, hint });
  });

  it(`${kind.name} with its only id, ${id}, in properties or traits has one error`, () => {
    const home = kind.call === 'identify' || kind.call === 'group' ? 'traits' : 'properties';
    const moved = (value: Fields): Fields => ({
      ...remove(id)(value),
      [home]: { ...(value[home] as Fields), [id]: value[id] },
    });
    always(kind, {}, changed(moved), { ...missing, hint: [`found ${id} in ${home}; move it to the top level`] });
  });

  it(`${kind.name} with an unusable ${id} beside the other id has one error, at that id, unless it is null`, () => {
    const other = id === 'userId' ? 'anonymousId' : 'userId';
    const both = (wrong: unknown) => changed((value) => ({ ...value, [other]: 'u_2', [id]: wrong }));
    for (const [type, wrong] of ofOtherTypes('string')) {
      if (type === 'null')
        fc.assert(
          fc.property(recordsOf(kind), (value) => expectNoError(both(null)(value))),
          runs(5),
        );
      else always(kind, {}, both(wrong), { rule: 'schema/type', pointer: `/${id}` });
    }
    always(kind, {}, both(''), { rule: 'schema/min-length', pointer: `/${id}` });
  });

  it(`${kind.name} with an unusable ${id} beside an unusable other id has one error`, () => {
    const other = id === 'userId' ? 'anonymousId' : 'userId';
    for (const wrong of [null, '', 5]) {
      fc.assert(
        fc.property(recordsOf(kind), (value) => {
          const errors = errorsOf(checkValue({ ...only(value), [other]: null, [id]: wrong }));
          expect(errors.map(({ rule }) => rule)).toEqual(['call/missing-identity']);
          expect(errors[0]?.hint).toMatch(/\S/);
        }),
        runs(5),
      );
    }
  });
});

const REQUIRED_IDS = OTHER_CALLS.flatMap((kind) => kind.requiredAtTop.map((id) => ({ kind, name: kind.name, id })));

describe.each(REQUIRED_IDS)('$name and its $id', ({ kind, id }) => {
  const identified = (value: Fields): Fields => ({ ...value, anonymousId: 'a_1' });
  const changed = (change: (value: Fields) => Fields) => (value: Fields) => change(identified(value));
  const missing = { rule: 'schema/required', pointer: `/${id}` };

  it(`${kind.name} without its ${id} has one error`, () => {
    always(kind, {}, changed(remove(id)), missing);
  });

  it.each(ofOtherTypes('string'))(`${kind.name} with a ${id} of type %s has one error`, (_, wrong) => {
    always(kind, {}, changed(set(id, wrong)), { rule: 'schema/type', pointer: `/${id}` });
  });

  it(`${kind.name} with an empty ${id} has one error`, () => {
    always(kind, {}, changed(set(id, '')), { rule: 'schema/min-length', pointer: `/${id}` });
  });

  it.each([...aliasesOf(kind, '', id), ...respelled(id)])(`${kind.name} with ${id} named %s has one error`, (name) => {
    const hint = [`found ${name} at the top level; rename it to ${id}`];
    always(kind, {}, changed(rename(id, name)), { ...missing, hint });
  });

  it.each(['properties', 'traits'])(`${kind.name} with its ${id} in %s has one error`, (home) => {
    always(
      kind,
      {},
      changed((value) => ({ ...remove(id)(value), [home]: { [id]: value[id] } })),
      missing,
    );
  });
});

describe('an alias call', () => {
  it('an alias call without any id of a user has one error, that of every call', () => {
    const alias = OTHER_CALLS.find(({ call }) => call === 'alias') as Kind;
    for (const wrong of [undefined, null, '', 5]) {
      const change = wrong === undefined ? remove('userId') : set('userId', wrong);
      always(alias, {}, change, { rule: 'call/missing-identity', pointer: '/userId' });
    }
  });
});
