import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckedRecord } from '../../src/check/check-record.js';
import { createAjv } from '../schemas/results.js';
import { print, treeOf } from './json-tree.js';
import { mutatedRecords } from './mutated-records.js';
import { check, checkValue } from './pipeline.js';
import type { Fields } from './records.js';
import { PATIENT, runs } from './runs.js';
import { styles } from './trees.js';

const SECRET = 'Zq9';

const checkText = (text: string): CheckedRecord =>
  check({ file: 'a.ndjson', number: 1, bytes: Buffer.from(text), line: 1, column: 1 });

const words = ({ problems }: CheckedRecord): string =>
  problems.map(({ message, hint }) => `${message}\n${hint}`).join('\n');

/** What may be at fault in a value, with words in it that are nobody's business. */
const secrets = fc.constantFrom<unknown>(
  SECRET,
  [SECRET],
  { a: SECRET },
  { [SECRET]: 1 },
  `${SECRET}\u0000`,
  `2024-05-15T${SECRET}`,
);

const FREE = [
  'message_body',
  'role',
  'rating',
  'message_count',
  'conversationId',
  'messageId',
  'sub_type',
  'content',
  'text',
];
const FREE_AT_TOP = [
  'userId',
  'anonymousId',
  'messageId',
  'timestamp',
  'sentAt',
  'traits',
  'context',
  'integrations',
  'groupId',
];

const confided: fc.Arbitrary<Fields> = fc
  .tuple(
    mutatedRecords,
    fc.dictionary(fc.constantFrom(...FREE), secrets),
    fc.dictionary(fc.constantFrom(...FREE_AT_TOP), secrets),
  )
  .map(([value, inside, top]) => ({ ...value, ...top, properties: { ...(value['properties'] as Fields), ...inside } }));

describe('the message of a problem', () => {
  it('the message of a problem contains no value of a record', PATIENT, () => {
    fc.assert(
      fc.property(confided, (value) => {
        const checked = checkValue(value);
        expect(words(checked), JSON.stringify(value)).not.toContain(SECRET);
      }),
      runs(2000),
    );
  });

  it('the message of a problem contains no text of a broken record', PATIENT, () => {
    const broken = fc.tuple(styles, fc.nat(), fc.nat(6), fc.constantFrom('', '"', '\\', ',', "'", '\n', '{', '\u0000'));
    const text = [SECRET.repeat(9), `${SECRET} ${SECRET}`, [SECRET], SECRET];
    fc.assert(
      fc.property(broken, ([{ spaces }, place, length, scrap]) => {
        const whole = print(treeOf({ type: 'track', event: 'x', properties: { message_body: text, a: SECRET } }), {
          spaces,
          escapes: [false],
        }).text;
        const at = place % whole.length;
        const checked = checkText(whole.slice(0, at) + scrap + whole.slice(at + length));
        // What parses may have become a name, and names are shown.
        fc.pre(checked.value === undefined);
        expect(words(checked)).not.toContain(SECRET);
      }),
      runs(2000),
    );
  });

  it('the message of a problem never asks for the type that the value has', PATIENT, () => {
    fc.assert(
      fc.property(mutatedRecords, (value) => {
        for (const { message } of checkValue(value).problems) {
          const [, found, needed] = /is (an? [\w ]+|null|nothing); (an? [\w -]+) is needed$/.exec(message) ?? [];
          if (found !== undefined) expect(found, message).not.toBe(needed);
        }
      }),
      runs(1000),
    );
    const tooGreat =
      '{"type":"track","event":"Feedback Submitted","userId":"u","properties":{"conversationId":"c","rating":1e400}}';
    expect(words(checkText(tooGreat))).not.toContain('is a number; a number is needed');
  });
});

describe('the pointer of a problem', () => {
  const ajv = createAjv();
  const schema = ajv.compile({
    $ref: new URL('../../schemas/report.schema.json#/definitions/problem', import.meta.url).href,
  });

  it.each(['x', '~', '/', '😀'])('the pointer of a problem is valid, however long the keys of %j are', (unit) => {
    for (const length of [498, 499, 997, 998, 999, 1000, 1001]) {
      const key = `${'x'.repeat(length)}${unit.repeat(3)}`;
      for (const problem of checkText(`{"type":"track","event":"x","userId":"u",${JSON.stringify(key)}:1e400}`)
        .problems) {
        expect(problem.pointer).toMatch(/^(?:\/(?:[^~/]|~[01])*)*$/su);
        expect(Buffer.from(problem.pointer).toString()).toBe(problem.pointer);
        expect(Buffer.from(problem.path).toString()).toBe(problem.path);
        expect(schema(problem), ajv.errorsText(schema.errors)).toBe(true);
      }
    }
  });
});
