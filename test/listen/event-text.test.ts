import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventText } from '../../src/listen/event-text.js';
import { members, pieces } from '../../src/listen/json-pieces.js';
import { WRITE_KEY } from '../send/run-send.js';

/** Keys and texts with everything that could mislead a splitter of JSON, and the names that have a meaning here. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', ',', ':', '{', '}', '[', ']', ' ', '\n', '\r', 'a', '…', '💬') }),
  fc.constantFrom('type', 'writeKey', 'sentAt', 'context', 'integrations', '__proto__'),
);
/** `JSON.parse` of newer Node now and then takes a key with an escape for another one (CONTRIBUTING, “Known faults of others”). */
const TRUSTS_KEYS = Number.parseInt(process.versions.node, 10) < 24;
const key = TRUSTS_KEYS ? text : text.map((name) => name.replaceAll(/["\\\r\n]/g, ';'));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1.5e-7),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}));
const object = fc.dictionary(key, value, { maxKeys: 6 });
const layout = fc.constantFrom(undefined, 1, '\t', '\r\n');

/** A value’s text in some layout; JSON.stringify cannot indent by line breaks alone, so that they are put in afterwards. */
function written(what: unknown, indent: string | number | undefined): string {
  const usual = JSON.stringify(what, null, indent === '\r\n' ? 2 : indent);
  return indent === '\r\n' ? usual.replaceAll('\n', '\r\n') : usual;
}

type Json = Readonly<Record<string, unknown>>;

function isPlain(what: unknown): what is Json {
  return typeof what === 'object' && what !== null && !Array.isArray(what);
}

/** The expected event, computed from values instead of texts. */
function expected(event: Json, type: string | undefined, shared: Json): Json {
  const entries = Object.entries(event).filter(([key]) => key !== 'writeKey' && key !== 'sentAt');
  const all = new Map<string, unknown>(entries);
  if (type !== undefined) all.set('type', type);
  for (const [key, of] of Object.entries(shared)) {
    const own = all.get(key);
    if (!all.has(key)) all.set(key, of);
    else if (isPlain(own) && isPlain(of))
      all.set(key, Object.fromEntries([...Object.entries(of), ...Object.entries(own)]));
  }
  return Object.fromEntries(all);
}

describe('members and pieces', () => {
  it('members finds every member of an object, and pieces every element of an array', () => {
    fc.assert(
      fc.property(object, fc.array(value, { maxLength: 5 }), layout, (one, many, indent) => {
        const found = members(written(one, indent));
        expect(found.map(({ key }) => key)).toEqual(Object.keys(one));
        expect(found.map((member) => JSON.parse(member.value))).toEqual(Object.values(one));
        expect(pieces(written(many, indent)).map((piece) => JSON.parse(piece))).toEqual(many);
      }),
    );
  });
});

describe('eventText', () => {
  it('eventText returns the event with the fields of its request, whatever its layout', () => {
    const batch = fc.record({ context: object, integrations: object }, { requiredKeys: [] });
    fc.assert(
      fc.property(
        object,
        layout,
        fc.option(fc.constantFrom('track', 'page'), { nil: undefined }),
        batch,
        (event, indent, type, shared) => {
          const line = eventText(written(event, indent), { type, shared: members(written(shared, indent)) });
          expect(line).not.toMatch(/[\r\n]/);
          expect(JSON.parse(line)).toEqual(expected(event, type, shared));
        },
      ),
    );
  });

  it('eventText keeps the text byte for byte where the request changes nothing', () => {
    const own = '{ "type" : "track",  "n":1.50, "n":1e2, "t":"\\u00e9 \\ud83d" }';
    expect(eventText(own, {})).toBe(own);
    expect(eventText(`\n ${own}\n`, { writeKeys: ['short'] })).toBe(own);
    expect(eventText(own, { type: 'page' })).toBe('{"type":"page","n":1.50,"n":1e2,"t":"\\u00e9 \\ud83d"}');
  });

  it('eventText removes a write key whose name is escaped or repeated', () => {
    const line = eventText(`{"write\\u004bey":"${WRITE_KEY}","writeKey":"other","event":"x"}`, {});
    expect(line).toBe('{"event":"x"}');
  });

  it.each(['5', '"writeKey"', 'null', '[1,2]'])('eventText keeps %s, which is not an object, as it is', (own) => {
    expect(eventText(own, { type: 'track', shared: members('{"context":{}}') })).toBe(own);
  });
});
