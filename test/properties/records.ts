import fc from 'fast-check';
import type { Kind } from './calls.js';
import { KINDS } from './calls.js';
import { texts } from './trees.js';

/** A record as a log holds it. */
export type Fields = Readonly<Record<string, unknown>>;

/** A generated record, and what it was generated as. */
export interface GeneratedRecord {
  readonly kind: Kind;
  readonly value: Fields;
}

const CALL_NAMES = ['track', 'identify', 'page', 'screen', 'group', 'alias'];

const whole = fc.oneof(texts, fc.string({ unit: 'binary', maxLength: 20 }));

/** Ids, types and roles: any text but the empty one, and none that names a call. */
const ids = fc.oneof(
  fc.constantFrom('c_91', 'm-1', 'agent', '007', 'gif', '😀', ' '),
  whole.filter((text) => text !== '' && !CALL_NAMES.includes(text)),
);

const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);

const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  message_body: fc.oneof(fc.constant(''), whole),
  message_count: fc.nat(),
  rating: numbers,
};

/** Keys that are nobody's: no field of the spec, right or wrong, starts with an x. */
const strangers: fc.Arbitrary<Fields> = fc.dictionary(
  whole.map((text) => `x${text}`),
  fc.oneof(
    fc.constant(null),
    numbers,
    whole,
    fc.array(fc.integer(), { maxLength: 2 }),
    fc.constant({ type: 5, '': [] }),
  ),
  { maxKeys: 3, noNullPrototype: true },
);

const someOf = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Fields> =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });

const moments = fc.constantFrom(
  '2024-05-15T15:00:04.250Z',
  '2024-02-29T23:59:59+23:59',
  '2016-12-31T23:59:60Z',
  '1985-04-12T23:20:50.52-08:00',
);

const envelope = someOf({
  messageId: fc.oneof(fc.constant('😀'.repeat(100)), fc.constant('e'), ids),
  timestamp: moments,
  originalTimestamp: moments,
  sentAt: moments,
  receivedAt: moments,
  context: strangers,
  integrations: strangers,
});

const oneIdentity = fc.oneof(
  ids.map((userId): Fields => ({ userId })),
  ids.map((anonymousId): Fields => ({ anonymousId })),
);

const identities = fc.oneof(
  oneIdentity,
  fc.record({ userId: ids, anonymousId: ids }, { noNullPrototype: true }),
  ids.map((anonymousId): Fields => ({ userId: null, anonymousId })),
  ids.map((userId): Fields => ({ userId, anonymousId: null })),
);

/** How a record may say which call it is. */
const sources = ({ call, event }: Kind): fc.Arbitrary<Fields> =>
  fc.constantFrom<Fields>({ type: call }, { type: call }, { action: call }, ...(event === undefined ? [] : [{}]));

function memberFields(names: readonly string[]): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(names.map((name) => [name, FIELDS[name] ?? ids]));
}

function propertiesOf({ call, required, optional }: Kind): fc.Arbitrary<Fields> {
  if (call === 'identify' || call === 'group') return strangers.map((traits) => ({ traits }));
  if (call === 'alias') return fc.constant({});
  const fields = fc
    .tuple(fc.record(memberFields(required), { noNullPrototype: true }), someOf(memberFields(optional)), strangers)
    .map((parts) => ({ properties: Object.assign({}, ...parts) as Fields }));
  return required.length > 0 ? fields : fc.oneof(fields, fc.constant<Fields>({}));
}

/** Narrows what is generated. */
export interface RecordConstraints {
  /** Whether the record has one id alone, and none that is null. */
  readonly oneId?: boolean;
  /** Whether `type` alone says which call it is. */
  readonly typed?: boolean;
}

/** Valid records of one kind: optional fields or none, further ones, any text. */
export function recordsOf(kind: Kind, { oneId = false, typed = false }: RecordConstraints = {}): fc.Arbitrary<Fields> {
  const identity =
    kind.call === 'alias' ? fc.record({ userId: ids }, { noNullPrototype: true }) : oneId ? oneIdentity : identities;
  const named: fc.Arbitrary<Fields> = kind.event === undefined ? fc.constant({}) : fc.constant({ event: kind.event });
  const top = fc.record(memberFields(kind.requiredAtTop.filter((name) => name.endsWith('Id'))), {
    noNullPrototype: true,
  });
  const source = typed ? fc.constant<Fields>({ type: kind.call }) : sources(kind);
  return fc
    .tuple(source, named, top, propertiesOf(kind), strangers, envelope, identity)
    .map((parts) => Object.assign({}, ...parts) as Fields);
}

/** Valid records of every kind. */
export const validRecords: fc.Arbitrary<GeneratedRecord> = fc
  .constantFrom(...KINDS)
  .chain((kind) => recordsOf(kind).map((value) => ({ kind, value })));
