import { describe, expect, it } from 'vitest';
import type { RuleSetting } from '../../src/check/rule-levels.js';
import { scaled } from '../properties/runs.js';
import type { BothPathsOptions } from './both-paths.js';
import { bothPaths } from './both-paths.js';
import { EVENTS, faulty } from './faulty-records.js';
import { registryOf } from './generated-schemas.js';
import { chanceFrom, mannerOf, PLAIN, write } from './written-records.js';

const COUNT = Number(process.env['COPILOT_EVENTS_DIFFERENTIAL'] ?? scaled(30_000));
/** The scanner learns names of events between batches. */
const BATCH = 200;
/** After so many batches there are other events: few at a time, so that faults recur. */
const BATCHES_OF_EVENTS = 10;
const EVENTS_AT_A_TIME = 3;

const PROPERTIES_OFF: readonly RuleSetting[] = ['property/*', 'event/*', 'time/*', 'value/*', 'segment/*'].map(
  (glob) => ({ glob, level: 'off' }),
);

const OPTIONS: Readonly<Record<string, BothPathsOptions>> = {
  'by default': {},
  'with every rule on': { rules: [{ glob: 'track/missing-message-id', level: 'warning' }], wantsFacts: true },
  'with rules about names and values off': { rules: PROPERTIES_OFF, wantsFacts: true },
};

describe('findings that are known from another record', () => {
  it.each(Object.entries(OPTIONS))(
    'are those of the full check, %s',
    { timeout: 60_000 + COUNT },
    async (_, options) => {
      const seed = Date.now() ^ (Math.random() * 2 ** 32);
      const disputed: string[] = [];
      let [compared, repeated] = [0, 0];
      let events: readonly string[] = EVENTS;
      const { compare } = await bothPaths(options);
      for (let batch = 0; compared < COUNT; batch++) {
        const chance = chanceFrom(seed + batch);
        if (batch % BATCHES_OF_EVENTS === 0)
          events = Array.from({ length: EVENTS_AT_A_TIME }, () => chance.pick(EVENTS));
        const texts = Array.from({ length: BATCH }, () =>
          Buffer.from(write(faulty(events, chance), chance.once(6) ? mannerOf(chance) : PLAIN, chance)),
        );
        const results = compare(texts.filter((bytes) => !bytes.includes(0x0a)));
        compared += results.length;
        repeated += results.filter((result) => result.repeated).length;
        for (const { bytes, dispute } of results) if (dispute !== undefined) disputed.push(`${dispute}: ${bytes}`);
      }
      console.log(`${compared} records, ${repeated} with known findings, ${disputed.length} disputed`);
      disputed.sort((a, b) => a.length - b.length);
      expect(disputed.slice(0, 5), `${disputed.length} of ${compared}, seed ${seed}`).toEqual([]);
      expect(repeated).toBeGreaterThan(compared / 20);
    },
  );
});

/** Schemas of one value that have a list each, and values that no two of them allow: which list is reported depends on the value. */
const LISTS: Readonly<Record<string, { readonly parts: readonly object[]; readonly values: readonly unknown[] }>> = {
  'of integers': { parts: [{ enum: [1, 2, 'good'] }, { enum: ['good'] }], values: [1, 9, 2, 0] },
  'of fractions': { parts: [{ enum: [0.5, 'good'] }, { enum: ['good'] }], values: [0.5, 1.5] },
  'of strings': { parts: [{ enum: ['a', 'b', 5] }, { enum: [5] }], values: ['a', 'x', 'b'] },
  'of literals': { parts: [{ enum: [true, null, 'good'] }, { enum: ['good'] }], values: [true, false, null] },
  'of one value each': { parts: [{ const: 1 }, { const: 'good' }], values: [1, 2] },
};

describe('a value that only one of the lists of its schemas allows', () => {
  it.each(Object.entries(LISTS))('has the finding of the other list, %s', async (_, { parts, values }) => {
    const document = {
      type: 'object',
      allOf: [{ $ref: 'file:///schemas/envelope.schema.json' }],
      properties: { event: { const: 'Rated' }, properties: { type: 'object', properties: { own: { allOf: parts } } } },
    };
    const registry = registryOf([{ document, record: () => ({}) }]);
    if (registry === undefined) throw new Error('the schema is not valid');
    const { compare } = await bothPaths({ registry });
    const track = (own: unknown): Buffer =>
      Buffer.from(JSON.stringify({ type: 'track', event: 'Rated', userId: 'u1', properties: { own } }));
    const results = compare([...values, ...values].map(track));
    expect(results.map(({ dispute }) => dispute)).toEqual(results.map(() => undefined));
    expect(results.map(({ repeated }) => repeated)).toEqual([...values.map(() => false), ...values.map(() => true)]);
  });
});

describe('records without a conversationId that can be read', () => {
  const track = ({ conversationId, ...top }: Readonly<Record<string, unknown>>): Buffer => {
    const properties = { conversationId, messageId: `m-${top['userId']}`, message_body: 'x' };
    return Buffer.from(JSON.stringify({ type: 'track', event: 'Message Sent', ...top, properties }));
  };

  it.each([
    ['with other numbers for ids', [5, 6, 7].map((conversationId) => ({ conversationId, userId: 'u1' }))],
    ['with null for ids', [null, null].map((conversationId) => ({ conversationId, userId: 'u1' }))],
    ['of other users', ['u1', 'u2', 'ü3'].map((userId) => ({ userId }))],
    ['at other times', ['2024-05-15T15:00:04Z', '2024-05-15T15:00:05+01:00'].map((timestamp) => ({ timestamp }))],
  ])('have the facts of the full check, %s', async (_, records) => {
    const { compare } = await bothPaths({ wantsFacts: true });
    const results = compare(records.map(track));
    expect(results.map(({ dispute }) => dispute)).toEqual(records.map(() => undefined));
    expect(results.map(({ repeated }) => repeated)).toEqual(records.map((_, index) => index > 0));
  });
});
