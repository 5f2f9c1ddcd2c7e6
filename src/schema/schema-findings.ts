import type { Finding, NearMiss } from '../problem/finding.js';
import { schemaRule } from '../problem/finding.js';
import type { JsonObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import type { EventSchema, KeywordError } from './event-schema.js';
import { documents } from './generated/built-in.js';
import type { FoundField } from './neighbours.js';
import { neighboursOf } from './neighbours.js';
import { relevantErrors } from './relevant-errors.js';
import { faultPointer, schemaFault } from './schema-fault.js';

/** The `anyOf` of the envelope that says a call needs a userId or an anonymousId; `call/missing-identity` speaks of it. */
const IDENTITY = '#/definitions/identity/anyOf';

/** Keywords of one family: a field's fault is one, whichever of them found it. */
const FAMILY: Readonly<Record<string, string>> = {
  const: 'enum',
  unevaluatedProperties: 'additionalProperties',
  dependencies: 'required',
  dependentRequired: 'required',
};

/**
 * How many errors of one record are looked at, and how many faults are told: a log cannot make us grow, and who fixes two
 * hundred in one record finds the rest.
 */
const MOST_ERRORS = 10_000;
const MOST_FINDINGS = 200;

/** What the errors of one record mean. */
export interface SchemaFindings {
  readonly findings: readonly Finding[];
  /** True if the call has no usable userId or anonymousId. */
  readonly identityMissing: boolean;
}

let identityText: string | undefined;
const compared = new WeakMap<object, boolean>();

/** Whether an error is that of the identity, in a schema compiled at build time or in one that took the envelope in. */
function isIdentity({ keyword, schemaPath, schema }: KeywordError): boolean {
  if (keyword !== 'anyOf') return false;
  if (schemaPath === IDENTITY) return true;
  if (typeof schema !== 'object' || schema === null) return false;
  let same = compared.get(schema);
  if (same === undefined) {
    identityText ??= JSON.stringify(valueAt(documents['envelope'], IDENTITY.slice(1)));
    same = JSON.stringify(schema) === identityText;
    compared.set(schema, same);
  }
  return same;
}

/** Whether an error is one of an identity's branches. */
function isInIdentity({ schemaPath, parentSchema }: KeywordError, found: readonly KeywordError[]): boolean {
  if (schemaPath.startsWith(IDENTITY)) return true;
  return found.some(({ schema }) =>
    ((schema ?? []) as readonly JsonObject[]).some(
      (branch) =>
        branch === parentSchema ||
        Object.values(branch['properties'] as JsonObject).some((one) => one === parentSchema),
    ),
  );
}

function withoutIdentity(
  errors: readonly KeywordError[],
  identities: readonly KeywordError[],
): readonly KeywordError[] {
  return errors.filter((error) => !isIdentity(error) && !isInIdentity(error, identities));
}

function findingOf(
  error: KeywordError,
  pointer: string,
  nearMiss: NearMiss | undefined,
  record: JsonObject,
  schema: EventSchema,
  nearMisses: readonly FoundField[],
): Finding {
  const isRequired = error.keyword === 'required';
  const details = schemaFault(error, pointer, {
    root: record,
    required: schema.fields.find((known) => known.pointer === pointer)?.required ?? false,
    at: (where) => schema.at(where),
    ownId: isRequired && pointer === '/properties/messageId' && Object.hasOwn(record, 'messageId'),
    strays:
      isRequired && pointer === '/properties' ? nearMisses.filter(({ belongsIn }) => belongsIn === 'properties') : [],
  });
  return {
    rule: schemaRule(error.keyword),
    pointer,
    details: nearMiss === undefined ? details : { ...details, nearMiss },
  };
}

/**
 * Turns the errors that a compiled schema left behind into findings: one for each fault, at the field at fault, without
 * the noise of keywords that contain others.
 */
export function schemaFindings(
  errors: readonly KeywordError[],
  record: JsonObject,
  schema: EventSchema,
  nearMisses: readonly FoundField[],
): SchemaFindings {
  const identityMissing = errors.some(isIdentity);
  const looked = errors.length > MOST_ERRORS ? errors.slice(0, MOST_ERRORS) : errors;
  const told = relevantErrors(
    identityMissing ? withoutIdentity(looked, errors.filter(isIdentity)) : looked,
    schema.resolve,
  );
  const neighbours = neighboursOf(told, record, schema, nearMisses);
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const error of told) {
    const pointer = faultPointer(error);
    if (identityMissing && (pointer === '/userId' || pointer === '/anonymousId')) continue;
    if (neighbours.explain(error, pointer)) continue;
    const fault = `${FAMILY[error.keyword] ?? error.keyword} ${pointer}`;
    if (seen.has(fault)) continue;
    seen.add(fault);
    findings.push(findingOf(error, pointer, neighbours.nearMissOf(error, pointer), record, schema, nearMisses));
    if (findings.length === MOST_FINDINGS) break;
  }
  return { findings, identityMissing };
}
