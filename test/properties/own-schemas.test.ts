import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bothOf } from '../../src/events/draft-07.js';
import { eventPlan } from '../../src/events/event-plan.js';
import { Failure } from '../../src/failure.js';
import { SchemaLibrary } from '../../src/own-events/schema-library.js';
import { isDateTime } from '../../src/schema/date-time.js';
import { checkBy, registryOf } from '../own-events/registry-of.js';
import { load } from '../schemas/schema-files.js';
import { anyValue, ownRecords, ownSchemas, pairsOfSchemas } from './own-schemas.js';
import { PATIENT, runs } from './runs.js';

const OPTIONS = { strict: false, allErrors: true, logger: false, ownProperties: true, multipleOfPrecision: 9 } as const;

function withFormats<Kind extends Ajv>(ajv: Kind): Kind {
  ajvFormats.default(ajv);
  ajv.addFormat('date-time', isDateTime);
  return ajv;
}

const AJV = { 'draft-07': withFormats(new Ajv(OPTIONS)), '2020-12': withFormats(new Ajv2020(OPTIONS)) };
const isEnveloped = AJV['draft-07'].compile(load('envelope.schema.json'));

/** The result of Ajv for a schema as it is written, and for the envelope. */
function ajvVerdict(draft: keyof typeof AJV, schema: object, record: unknown): boolean {
  return isEnveloped(record) === true && AJV[draft].validate(schema, record) === true;
}

const DRAFTS = ['draft-07', '2020-12'] as const;

describe.each(DRAFTS)('a schema of %s', (draft) => {
  it(`a schema of ${draft} gives the same result as Ajv with the unchanged file, and a reason`, PATIENT, () => {
    fc.assert(
      fc.property(ownSchemas(draft), fc.array(ownRecords, { minLength: 1, maxLength: 5 }), (schema, records) => {
        const check = checkBy(registryOf({ schemas: { 'thing.json': schema } }));
        for (const record of records) {
          const { valid, problems } = check(record);
          expect(valid, JSON.stringify({ schema, record, problems })).toBe(ajvVerdict(draft, schema, record));
        }
      }),
      runs(150),
    );
  });

  it(`a schema of ${draft} reports each fault once, with a message and a place within the record`, PATIENT, () => {
    fc.assert(
      fc.property(ownSchemas(draft), ownRecords, (schema, record) => {
        const { problems } = checkBy(registryOf({ schemas: { 'thing.json': schema } }))(record);
        const faults = problems.map(({ rule, pointer }) => `${rule} ${pointer}`);
        expect(new Set(faults).size, JSON.stringify(faults)).toBe(faults.length);
        for (const { message, hint } of problems) {
          expect(message).not.toMatch(/undefined|must (?:NOT )?/);
          expect(hint ?? '').not.toMatch(/undefined|NaN|\[object/);
        }
      }),
      runs(150),
    );
  });

  it(`a tracking plan made from a schema of ${draft} gives the same results as the schema`, PATIENT, () => {
    fc.assert(
      fc.property(ownSchemas(draft), fc.array(ownRecords, { minLength: 1, maxLength: 5 }), (schema, records) => {
        const own = registryOf({ schemas: { 'thing.json': schema } });
        const { rules, lost } = eventPlan(own.events, own.calls, new SchemaLibrary());
        expect([...lost]).toEqual([]);
        expect(JSON.stringify(rules)).not.toMatch(/"\$ref"|"x-/);
        const byPlan = checkBy(registryOf({ plan: { rules } }));
        const bySchema = checkBy(own);
        for (const record of records) {
          expect(byPlan(record).valid, JSON.stringify({ schema, record })).toBe(bySchema(record).valid);
        }
      }),
      runs(150),
    );
  });
});

describe('a tracking plan made from a schema of 2020-12', () => {
  it('a tracking plan made from a schema of 2020-12 keeps dependentRequired and dependentSchemas of one key', () => {
    const context = {
      dependentRequired: { total: ['id'] },
      dependentSchemas: { total: { propertyNames: { minLength: 3 } } },
    };
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: { event: { const: 'Thing Done' }, properties: {}, context },
    };
    const own = registryOf({ schemas: { 'thing.json': schema } });
    const { rules } = eventPlan(own.events, own.calls, new SchemaLibrary());
    const byPlan = checkBy(registryOf({ plan: { rules } }));
    const valid = (context: object): boolean =>
      byPlan({ type: 'track', event: 'Thing Done', userId: 'u1', properties: {}, context }).valid;
    expect([valid({ total: '' }), valid({ total: '', id: 1 }), valid({ ids: 1 })]).toEqual([false, false, true]);
  });
});

describe('two schemas written as one', () => {
  it('two schemas written as one require all that both require', PATIENT, () => {
    fc.assert(
      fc.property(pairsOfSchemas, ([one, other, values]) => {
        const both = bothOf(one, other) as object;
        for (const value of values) {
          const separately = AJV['draft-07'].validate(one, value) && AJV['draft-07'].validate(other, value);
          expect(AJV['draft-07'].validate(both, value), JSON.stringify({ one, other, both, value })).toBe(separately);
        }
      }),
      runs(1500),
    );
  });
});

describe('whatever stands in a schema', () => {
  const keyword = fc.constantFrom(
    ...'$id $ref $anchor $async $defs additionalProperties allOf anyOf const contains default dependencies discriminator enum format id if items maximum minLength multipleOf not nullable oneOf pattern patternProperties prefixItems properties propertyNames required then type unevaluatedProperties uniqueItems x-aliases'.split(
      ' ',
    ),
  );
  const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    it: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>('string', 'object', '#', '#/properties/event', '((', 1, -1, 0.5, true, null, [], {}),
      anyValue,
      fc.array(tie('it'), { maxLength: 2 }),
      fc.dictionary(fc.oneof(keyword, fc.constantFrom('a', '__proto__', 'constructor')), tie('it'), { maxKeys: 4 }),
    ),
  })).it as fc.Arbitrary<unknown>;

  it('a schema with any content is either used or rejected with a place', PATIENT, () => {
    fc.assert(
      fc.property(
        fc.dictionary(keyword, anything, { maxKeys: 5 }),
        anything,
        ownRecords,
        (schema, properties, record) => {
          const event = { const: 'Thing Done' };
          const own = { ...schema, properties: { event, properties } };
          try {
            checkBy(registryOf({ schemas: { 'thing.json': own } }))(record);
          } catch (error) {
            expect(error, JSON.stringify(own)).toBeInstanceOf(Failure);
            expect((error as Failure).message).toMatch(/^thing\.json:1:\d+: /);
          }
        },
      ),
      runs(800),
    );
  });
});
