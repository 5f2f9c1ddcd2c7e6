import type { Finding, NearMiss } from '../problem/finding.js';
import { schemaRule } from '../problem/finding.js';
import type { JsonObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { errorDetails, errorPointer } from './error-details.js';
import type { EventSchema, KeywordError } from './event-schema.js';
import { documents } from './generated/built-in.js';
import type { FieldSearch, FoundField } from './neighbours.js';
import { neighboursOf } from './neighbours.js';
import { relevantErrors } from './relevant-errors.js';

/** The `anyOf` of the envelope that requires a userId or an anonymousId; `call/missing-identity` reports it. */
const IDENTITY = '#/definitions/identity/anyOf';

/** Keywords of one family: a field is reported once, whichever of them rejects it. */
const FAMILY: Readonly<Record<string, string>> = {
  const: 'enum',
  unevaluatedProperties: 'additionalProperties',
  dependencies: 'required',
  dependentRequired: 'required',
};

/** Bounds what one record costs. */
export interface FindingLimits {
  /** How many errors of a validator are looked at. */
  readonly errors: number;
  /** How many findings are returned. */
  readonly findings: number;
}

/** At most 200 problems are reported per record; fixing them shows the others. */
export const REPORT_LIMITS: FindingLimits = { errors: 10_000, findings: 200 };

/** The findings in the errors of one record. */
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

/** One record with its schema, the near misses that were found in it, and what looks for others. */
interface Checked {
  readonly record: JsonObject;
  readonly schema: EventSchema;
  readonly nearMisses: readonly FoundField[];
  readonly search: FieldSearch;
}

/** Where a usable value is, for a field that has none of its own, or one that is null or empty. */
function searchedNearMiss(
  { keyword }: KeywordError,
  pointer: string,
  { record, search }: Checked,
): NearMiss | undefined {
  if (keyword === 'required') return search.within(pointer);
  if (keyword !== 'type' && keyword !== 'minLength') return undefined;
  const value = valueAt(record, pointer);
  return value === null || value === '' ? search.beside(pointer) : undefined;
}

function findingOf(error: KeywordError, pointer: string, nearMiss: NearMiss | undefined, checked: Checked): Finding {
  const { record, schema, nearMisses } = checked;
  const isMissing = error.keyword === 'required';
  const lacksProperties = isMissing && pointer === '/properties';
  const details = errorDetails(error, pointer, {
    root: record,
    required: schema.fields.find((known) => known.pointer === pointer)?.required ?? false,
    at: (where) => schema.at(where),
    nearMiss,
    ownId: isMissing && pointer === '/properties/messageId' && Object.hasOwn(record, 'messageId'),
    strays: lacksProperties ? nearMisses.filter(({ belongsIn }) => belongsIn === 'properties') : [],
  });
  return { rule: schemaRule(error.keyword), pointer, details };
}

/**
 * Turns the errors that a compiled schema left behind into findings: one per problem, at the field that is wrong. Keywords that
 * only contain others are left out. `limits`: default: those of reports.
 */
export function schemaFindings(
  errors: readonly KeywordError[],
  checked: Checked,
  limits: FindingLimits = REPORT_LIMITS,
): SchemaFindings {
  const { record, schema, nearMisses } = checked;
  const identityMissing = errors.some(isIdentity);
  const first = errors.length > limits.errors ? errors.slice(0, limits.errors) : errors;
  const relevant = relevantErrors(
    identityMissing ? withoutIdentity(first, errors.filter(isIdentity)) : first,
    schema.resolve,
  );
  const neighbours = neighboursOf(relevant, record, schema, nearMisses);
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const error of relevant) {
    const pointer = errorPointer(error);
    if (identityMissing && (pointer === '/userId' || pointer === '/anonymousId')) continue;
    if (neighbours.explain(error, pointer)) continue;
    const key = `${FAMILY[error.keyword] ?? error.keyword} ${pointer}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const nearMiss = neighbours.nearMissOf(error, pointer) ?? searchedNearMiss(error, pointer, checked);
    findings.push(findingOf(error, pointer, nearMiss, checked));
    if (findings.length === limits.findings) break;
  }
  return { findings, identityMissing };
}
