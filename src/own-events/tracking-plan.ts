import { pathToFileURL } from 'node:url';
import type { JsonFile } from '../json-file.js';
import { isObject } from '../record/record.js';
import { countOf } from '../text/count.js';
import { didYouMean } from '../text/did-you-mean.js';
import { appendToPointer } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import type { SchemaSource } from './schema-source.js';
import { draftOf, MAX_SCHEMA_DEPTH } from './schema-source.js';

/** The kinds of rules in a Segment tracking plan (`RuleV1` of its Public API). */
export const RULE_TYPES = ['TRACK', 'IDENTIFY', 'GROUP', 'PAGE', 'SCREEN', 'COMMON'] as const;
export type RuleType = (typeof RULE_TYPES)[number];

/** One rule of a plan: a schema for the whole call, and which calls it speaks of. */
export interface PlanRule {
  readonly type: RuleType;
  /** The event's name; of pages and screens, theirs; undefined if the rule speaks of all calls of its type. */
  readonly key: string | undefined;
  readonly version: number;
  readonly source: SchemaSource;
}

const FORM =
  'a plan holds {"rules": [{"type": "TRACK", "key": "Order Placed", "jsonSchema": {…}}]}, or that within "data"';

function rulesPointer(file: JsonFile): string {
  const { value } = file;
  if (isObject(value) && Array.isArray(value['rules'])) return '/rules';
  const data = isObject(value) ? value['data'] : undefined;
  if (isObject(data) && Array.isArray(data['rules'])) return '/data/rules';
  const found = isObject(value) ? 'it has no list of rules' : `it is ${valueKind(value)}`;
  throw file.failure('', `this is not a tracking plan: ${found}`, FORM);
}

/** A plan that was fetched in pages is only half of it, and every event of the other half would be unplanned. */
function refusePages(file: JsonFile, count: number): void {
  const { data } = file.value as { data?: { pagination?: { next?: unknown; totalEntries?: unknown } } };
  const { next, totalEntries } = data?.pagination ?? {};
  if (typeof next !== 'string' || next === '') return;
  const of = typeof totalEntries === 'number' ? ` of ${totalEntries}` : '';
  throw file.failure(
    '/data/pagination',
    `this is one page of the plan: ${countOf(count, 'rule')}${of}`,
    'put the rules of all pages into one file',
  );
}

function readType(file: JsonFile, pointer: string, name: unknown): RuleType {
  const type = RULE_TYPES.find((known) => known === name);
  if (type !== undefined) return type;
  const found = typeof name === 'string' ? safeName(name) : valueKind(name);
  const what = name === undefined ? 'a rule has no type' : `there are no rules of the type ${found}`;
  const meant = typeof name === 'string' ? didYouMean(name.toUpperCase(), RULE_TYPES) : undefined;
  throw file.failure(pointer, what, meant ?? `the types are ${RULE_TYPES.join(', ')}`);
}

/** The key of a rule; only rules that are not about an event may have none. */
function readKey(file: JsonFile, pointer: string, named: unknown, type: RuleType): string | undefined {
  if (typeof named === 'string' && named !== '') return named;
  const isLeftOut = named === undefined || named === null || named === '';
  if (isLeftOut && type !== 'TRACK') return undefined;
  const what = named === undefined ? 'this TRACK rule has no key' : `key is ${valueKind(named)}; a string is needed`;
  throw file.failure(pointer, what, 'give the event’s name');
}

function readRule(file: JsonFile, pointer: string, rule: unknown, url: string): PlanRule {
  if (!isObject(rule)) throw file.failure(pointer, `a rule is ${valueKind(rule)}; an object is needed`, FORM);
  const { version = 1, jsonSchema } = rule;
  const type = readType(file, `${pointer}/type`, rule['type']);
  const key = readKey(file, `${pointer}/key`, rule['key'], type);
  if (typeof version !== 'number' || !Number.isInteger(version)) {
    throw file.failure(
      `${pointer}/version`,
      `version is ${valueKind(version)}; an integer is needed`,
      'the first is 1',
    );
  }
  const at = `${pointer}/jsonSchema`;
  if (!isObject(jsonSchema)) {
    const isMissing = jsonSchema === undefined;
    const what = isMissing
      ? 'this rule has no jsonSchema'
      : `jsonSchema is ${valueKind(jsonSchema)}; an object is needed`;
    throw file.failure(at, what, 'give the JSON Schema of the whole call: {"properties": {"properties": {…}}}');
  }
  // Segment's schemas are draft-07 unless they name another draft.
  const draft = draftOf(file, at, jsonSchema, 'draft-07');
  return { type, key, version, source: { url, name: key ?? type.toLowerCase(), schema: jsonSchema, file, at, draft } };
}

/**
 * Reads a tracking plan as Segment's Public API has it (`GET` or `PUT /tracking-plans/{id}/rules`). `path` is where the file
 * lies, absolute.
 * @throws {Failure} naming file, place and fix, if it is none.
 */
export function readTrackingPlan(file: JsonFile, path: string): PlanRule[] {
  file.refuseDeeperThan(MAX_SCHEMA_DEPTH);
  const pointer = rulesPointer(file);
  const value = pointer === '/rules' ? file.value : (file.value as { data: unknown }).data;
  const { rules } = value as { rules: readonly unknown[] };
  refusePages(file, rules.length);
  const url = pathToFileURL(path).href;
  const seen = new Map<string, number>();
  return rules.map((value, index) => {
    const at = appendToPointer(pointer, index);
    const rule = readRule(file, at, value, `${url}?rule=${index}`);
    const identity = JSON.stringify([rule.type, rule.key, rule.version]);
    const earlier = seen.get(identity);
    if (earlier !== undefined) {
      const what = `${rule.type} ${safeName(rule.key ?? '')}`.trim();
      throw file.failure(
        at,
        `the rule ${what} of version ${rule.version} is there twice, first as rule ${earlier + 1}`,
        'remove one of them, or give them versions',
      );
    }
    seen.set(identity, index);
    return rule;
  });
}
