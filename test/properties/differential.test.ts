import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDateTime } from '../../src/schema/date-time.js';
import { createAjv, independentResults } from '../schemas/results.js';
import { SCHEMAS_URL } from '../schemas/schema-files.js';
import { mutatedRecords } from './mutated-records.js';
import { checkValue } from './pipeline.js';
import type { Fields } from './records.js';
import type { Route } from './routing.js';
import { routeOf } from './routing.js';
import { PATIENT, runs, scaled } from './runs.js';

/** How many records the independent validator checks: `COPILOT_EVENTS_DIFFERENTIAL=50000 npx vitest run differential`. */
const COUNT = Number(process.env['COPILOT_EVENTS_DIFFERENTIAL'] ?? scaled(600));
/** How many at once: it takes longer to start than to check some thousand. */
const BATCH = 5000;

/** Whether the schema part of our check says that a record is right. */
function ourResult(value: Fields): boolean {
  return !checkValue(value).problems.some(({ rule }) => rule.startsWith('schema/') || rule === 'call/missing-identity');
}

const wasRouted = (value: Fields): boolean =>
  checkValue(value).problems.every(({ rule }) => rule !== 'call/unknown-type');

// Ajv's own formats are looser than RFC 3339; what is compared here is all else.
const ajv = createAjv().addFormat('date-time', isDateTime);

function ajvVerdict({ file, value }: Route): boolean {
  return ajv.validate({ $ref: new URL(file, SCHEMAS_URL).href }, value);
}

describe('the check of mutated records', () => {
  it('the check of mutated records routes each record as the decisions on the spec define', PATIENT, () => {
    fc.assert(
      fc.property(mutatedRecords, (value) => {
        expect(wasRouted(value), JSON.stringify(value)).toBe(routeOf(value) !== undefined);
      }),
      runs(1000),
    );
  });

  it('the check of mutated records gives the same results as Ajv with the unchanged schema files', PATIENT, () => {
    fc.assert(
      fc.property(mutatedRecords, (value) => {
        const route = routeOf(value);
        fc.pre(route !== undefined);
        expect(ourResult(value), JSON.stringify(value)).toBe(ajvVerdict(route));
      }),
      runs(2500),
    );
  });

  it('the check of mutated records reports each fault once', PATIENT, () => {
    fc.assert(
      fc.property(mutatedRecords, (value) => {
        const errors = checkValue(value).problems.filter(({ severity }) => severity === 'error');
        const places = errors.map(({ pointer }) => pointer);
        expect(new Set(places).size, JSON.stringify(errors)).toBe(places.length);
        expect(errors.filter(({ hint }) => hint === undefined || hint === '')).toEqual([]);
      }),
      runs(1000),
    );
  });

  it('mutated records have the same results in an independent validator', { timeout: 60_000 + COUNT * 10 }, () => {
    const seed = Date.now() ^ (Math.random() * 2 ** 32);
    let checked = 0;
    let valid = 0;
    const wrong: string[] = [];
    for (let batch = 0; checked < COUNT; batch++) {
      const wanted = Math.min(BATCH, COUNT - checked);
      const routed: { readonly value: Fields; readonly route: Route }[] = [];
      for (const value of fc.sample(mutatedRecords, { numRuns: wanted * 2, seed: seed + batch })) {
        const route = routeOf(value);
        if (route !== undefined && routed.length < wanted) routed.push({ value, route });
      }
      const results = independentResults(routed.map(({ route }) => ({ ...route, pointer: '' })));
      routed.forEach(({ value }, index) => {
        if (ourResult(value) !== results[index]) wrong.push(`it says ${results[index]}: ${JSON.stringify(value)}`);
      });
      checked += routed.length;
      valid += results.filter((result) => result).length;
    }
    console.log(
      `${checked} records checked by an independent validator, ${valid} of them valid; ${wrong.length} disagreements`,
    );
    wrong.sort((a, b) => a.length - b.length);
    expect(wrong.slice(0, 10), `${wrong.length} of ${checked}, seed ${seed}`).toEqual([]);
    // Neither all right nor all wrong, or nothing would have been compared.
    expect(valid).toBeGreaterThan(checked / 20);
    expect(valid).toBeLessThan((checked * 19) / 20);
  });
});
