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

  it('has one error without it', () => {
    always(kind, typed, remove('event'), missing);
    // Nothing else says then that it is a track call.
    const untyped = (value: Fields): Fields => remove('type')(remove('event')(value));
    always(kind, typed, untyped, { rule: 'call/unknown-type', pointer: '/type' });
  });

  it.each(ofOtherTypes('string'))('has one error where it is of type %s', (_, wrong) => {
    always(kind, typed, set('event', wrong), { rule: 'schema/type', pointer: '/event' });
    always(kind, typed, (value) => remove('type')(set('event', wrong)(value)), {
      rule: 'call/unknown-type',
      pointer: '/type',
    });
  });

  it('has one error where it is empty', () => {
    always(kind, {}, set('event', ''), { rule: 'schema/min-length', pointer: '/event' });
  });

  it.each(respelled('event'))('has one error where it is called %s', (name) => {
    const hint = [`found ${name} at the top level; rename it to event`];
    always(kind, typed, rename('event', name), { ...missing, hint });
    always(kind, typed, (value) => remove('type')(rename('event', name)(value)), {
      rule: 'call/unknown-type',
      pointer: '/type',
      hint,
    });
  });

  it('has one error where it stands in properties', () => {
    const moved = (value: Fields): Fields =>
      withProperties(remove('event')(value), (properties) => ({ ...properties, event: value['event'] }));
    always(kind, typed, moved, missing);
  });
});

describe.each(SPEC_EVENTS)('$name and its name', (kind) => {
  it.each(respelled(kind.event ?? ''))(
    'has one error where that is written %s, and is checked as what it means',
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

  it('has one error without them, and none for what would be inside', () => {
    always(kind, {}, remove('properties'), missing);
  });

  it.each(ofOtherTypes('object'))('has one error where they are of type %s', (_, wrong) => {
    always(kind, {}, set('properties', wrong), { rule: 'schema/type', pointer: '/properties' });
  });

  it.each(respelled('properties'))('has one error where they are called %s', (name) => {
    const hint = [`found ${name} at the top level; rename it to properties`];
    always(kind, {}, rename('properties', name), { ...missing, hint });
  });

  it('has one error where what they hold stands at the top level', () => {
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

  it('has one error without it', () => {
    // Where there is none, nobody can say which of the two was meant.
    always(kind, {}, changed(remove(id)), { ...missing, pointer: '/userId' });
  });

  it.each([...ofOtherTypes('string'), ['empty', '']] as const)('has one error where it is %s', (_, wrong) => {
    always(kind, {}, changed(set(id, wrong)), missing);
  });

  it.each([...aliasesOf(kind, '', id), ...respelled(id)])('has one error where it is called %s', (name) => {
    const hint = [`found ${name} at the top level; rename it to ${id}`];
    always(kind, {}, changed(rename(id, name)), { ...missing, hint });
  });

  it('has one error where it stands in properties or traits', () => {
    const home = kind.call === 'identify' || kind.call === 'group' ? 'traits' : 'properties';
    const moved = (value: Fields): Fields => ({
      ...remove(id)(value),
      [home]: { ...(value[home] as Fields), [id]: value[id] },
    });
    always(kind, {}, changed(moved), { ...missing, hint: [`found ${id} in ${home}; move it to the top level`] });
  });

  it('has one error where it is of no use beside the other, at itself, unless it is null', () => {
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

  it('has one error where neither of the two is of use', () => {
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

  it('has one error without it', () => {
    always(kind, {}, changed(remove(id)), missing);
  });

  it.each(ofOtherTypes('string'))('has one error where it is of type %s', (_, wrong) => {
    always(kind, {}, changed(set(id, wrong)), { rule: 'schema/type', pointer: `/${id}` });
  });

  it('has one error where it is empty', () => {
    always(kind, {}, changed(set(id, '')), { rule: 'schema/min-length', pointer: `/${id}` });
  });

  it.each([...aliasesOf(kind, '', id), ...respelled(id)])('has one error where it is called %s', (name) => {
    const hint = [`found ${name} at the top level; rename it to ${id}`];
    always(kind, {}, changed(rename(id, name)), { ...missing, hint });
  });

  it.each(['properties', 'traits'])('has one error where it stands in %s', (home) => {
    always(
      kind,
      {},
      changed((value) => ({ ...remove(id)(value), [home]: { [id]: value[id] } })),
      missing,
    );
  });
});

describe('an alias call', () => {
  it('without any id of a user has one error, that of every call', () => {
    const alias = OTHER_CALLS.find(({ call }) => call === 'alias') as Kind;
    for (const wrong of [undefined, null, '', 5]) {
      const change = wrong === undefined ? remove('userId') : set('userId', wrong);
      always(alias, {}, change, { rule: 'call/missing-identity', pointer: '/userId' });
    }
  });
});
