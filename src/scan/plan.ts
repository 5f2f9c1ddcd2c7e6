import type { EventSchema } from '../schema/event-schema.js';
import type { JsonSchema, ResolveRef } from '../schema/json-schema.js';
import { ARRAY, FALSE, FRACTION, INTEGER, NULL, OBJECT, STRING, TRUE } from './layout.js';

/** All that is asked of a value at one place. */
export interface PlanNode {
  /** The kinds of values that are allowed, as bits. */
  readonly kinds: number;
  readonly minLength: number;
  readonly maxLength: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly isDateTime: boolean;
  /** The strings and numbers that are allowed, if those are listed. */
  readonly listed: { readonly strings: readonly string[]; readonly numbers: readonly number[] } | undefined;
  readonly members: PlanMembers | undefined;
  readonly items: PlanNode | undefined;
}

/** All that is asked of the members of an object. */
export interface PlanMembers {
  /** The members with a name; the number of one is its place here. */
  readonly named: ReadonlyMap<string, PlanNode>;
  readonly required: readonly string[];
  /** What the others are, and whether there may be any. */
  readonly others: PlanNode | undefined;
  readonly noOthers: boolean;
  /** Each `anyOf`: branches, one of which has to hold. */
  readonly groups: readonly (readonly PlanBranch[])[];
}

/** A branch of an `anyOf`: members that are required, and what they have to be. */
export interface PlanBranch {
  readonly required: readonly string[];
  readonly checks: ReadonlyMap<string, PlanNode>;
}

/** Says that a schema asks for something that the scanner does not know. Its records take the slow path. */
export class Unsupported extends Error {}

/** Members that get a place of their own, whether a schema names them or not. */
export interface Places {
  readonly [name: string]: Places;
}

/** A schema with the document that its local references are in. */
interface Part {
  readonly schema: JsonSchema;
  readonly base: JsonSchema;
}

const ANY_KIND = NULL | FALSE | TRUE | INTEGER | FRACTION | STRING | ARRAY | OBJECT;
const KINDS: Readonly<Record<string, number>> = {
  null: NULL,
  boolean: FALSE | TRUE,
  integer: INTEGER,
  number: INTEGER | FRACTION,
  string: STRING,
  array: ARRAY,
  object: OBJECT,
};

/** Keywords that ask for nothing. */
const SILENT = new Set([
  ...['$schema', '$comment', 'title', 'description', 'default', 'examples', 'definitions', '$defs', 'deprecated'],
  ...['readOnly', 'writeOnly', 'x-aliases', 'x-outdated-names', 'x-other-names'],
]);
const KNOWN = new Set([
  ...['$ref', 'allOf', 'anyOf', 'type', 'const', 'enum', 'minLength', 'maxLength', 'minimum', 'maximum', 'format'],
  ...['properties', 'required', 'additionalProperties', 'items'],
]);
const IN_BRANCHES = new Set(['type', 'required', 'properties']);
const DEEPEST = 30;
/** A member is a bit of 64; some are kept for `Places`. */
const MOST_MEMBERS = 60;
const MOST_BRANCHES = 32;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What a local reference names. */
function atPointer(document: JsonSchema, ref: string): unknown {
  let value: unknown = document;
  for (const key of decodeURIComponent(ref.slice(1)).split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) throw new Unsupported(ref);
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** All schemas that apply where a schema does: itself, what its `$ref` names, and its `allOf`. */
function expand(schema: unknown, base: JsonSchema, resolve: ResolveRef, depth = 0): Part[] {
  if (schema === true || schema === undefined) return [];
  if (schema === false) return [{ schema: { enum: [] }, base }];
  if (typeof schema !== 'object' || schema === null || depth > DEEPEST) throw new Unsupported();
  const own = schema as JsonSchema;
  for (const keyword of Object.keys(own)) {
    const isRoot = keyword === '$id' && own === base;
    if (!isRoot && !SILENT.has(keyword) && !KNOWN.has(keyword)) throw new Unsupported(keyword);
  }
  const parts: Part[] = [{ schema: own, base }];
  if (own.$ref?.startsWith('#') === true) {
    parts.push(...expand(own.$ref === '#' ? base : atPointer(base, own.$ref), base, resolve, depth + 1));
  } else if (own.$ref !== undefined) {
    const target = resolve(own.$ref);
    if (target === undefined) throw new Unsupported(own.$ref);
    parts.push(...expand(target, target, resolve, depth + 1));
  }
  for (const part of own.allOf ?? []) parts.push(...expand(part, base, resolve, depth + 1));
  return parts;
}

function kindsOf({ type }: JsonSchema): number {
  if (type === undefined) return ANY_KIND;
  let kinds = 0;
  for (const name of [type].flat()) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind === undefined) throw new Unsupported(name);
    kinds |= kind;
  }
  return kinds;
}

function kindOfScalar(value: unknown): number {
  if (value === null) return NULL;
  if (typeof value === 'string') return STRING;
  if (typeof value === 'number') return INTEGER | FRACTION;
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  throw new Unsupported('a list of more than scalars');
}

/** The values that all lists allow; undefined if there is no list. */
function listedValues(parts: readonly Part[]): unknown[] | undefined {
  let listed: unknown[] | undefined;
  const narrow = (values: readonly unknown[]): void => {
    for (const value of values) kindOfScalar(value);
    listed = listed === undefined ? [...values] : listed.filter((value) => values.includes(value));
  };
  for (const { schema } of parts) {
    if (Object.hasOwn(schema, 'const')) narrow([schema.const]);
    if (schema.enum !== undefined) narrow(schema.enum);
  }
  return listed;
}

/** The narrowest of some limits. */
function limit(
  parts: readonly Part[],
  keyword: 'minLength' | 'maxLength' | 'minimum' | 'maximum',
  none: number,
): number {
  const pick = keyword.startsWith('min') ? Math.max : Math.min;
  let narrowest = none;
  for (const { schema } of parts) {
    const value = schema[keyword];
    if (value === undefined) continue;
    if (typeof value !== 'number' || (keyword.endsWith('Length') && !(Number.isInteger(value) && value >= 0))) {
      throw new Unsupported(keyword);
    }
    narrowest = pick(narrowest, value);
  }
  return narrowest;
}

/** Merges all that applies at one place. */
function nodeOf(parts: readonly Part[], resolve: ResolveRef, depth: number, places?: Places): PlanNode {
  if (depth > DEEPEST) throw new Unsupported();
  let kinds = ANY_KIND;
  for (const { schema } of parts) kinds &= kindsOf(schema);
  const values = listedValues(parts);
  if (values !== undefined) kinds &= values.reduce<number>((all, value) => all | kindOfScalar(value), 0);
  const formats = parts.flatMap(({ schema }) => schema.format ?? []);
  if (formats.some((format) => format !== 'date-time')) throw new Unsupported('format');
  const items = parts.flatMap(({ schema, base }) => {
    if (Array.isArray(schema.items)) throw new Unsupported('items');
    return expand(schema.items, base, resolve);
  });
  return {
    kinds,
    minLength: limit(parts, 'minLength', 0),
    maxLength: limit(parts, 'maxLength', 0xffffffff),
    minimum: limit(parts, 'minimum', Number.NEGATIVE_INFINITY),
    maximum: limit(parts, 'maximum', Number.POSITIVE_INFINITY),
    isDateTime: formats.length > 0,
    listed:
      values === undefined
        ? undefined
        : {
            strings: values.filter((value) => typeof value === 'string').filter((text) => !LONE_SURROGATE.test(text)),
            numbers: values.filter((value) => typeof value === 'number').filter(Number.isSafeInteger),
          },
    members: membersOf(parts, kinds, resolve, depth, places),
    items: items.length === 0 ? undefined : nodeOf(items, resolve, depth + 1),
  };
}

/** What one schema says of a member. */
function saidOf(name: string, { schema, base }: Part, resolve: ResolveRef): Part[] {
  const { properties } = schema;
  const own = properties !== undefined && Object.hasOwn(properties, name);
  const others = (schema as { readonly additionalProperties?: unknown }).additionalProperties;
  return expand(own ? properties[name] : others, base, resolve);
}

function membersOf(
  parts: readonly Part[],
  kinds: number,
  resolve: ResolveRef,
  depth: number,
  places?: Places,
): PlanMembers | undefined {
  const asks = (schema: JsonSchema): boolean =>
    ['properties', 'required', 'additionalProperties', 'anyOf'].some((keyword) => Object.hasOwn(schema, keyword));
  if ((kinds & OBJECT) === 0 || (places === undefined && !parts.some(({ schema }) => asks(schema)))) {
    // Branches of which none is about objects are not looked at.
    if (parts.some(({ schema }) => Object.hasOwn(schema, 'anyOf'))) throw new Unsupported('anyOf');
    return undefined;
  }
  const groups = parts.flatMap(({ schema, base }) => {
    const branches = (schema as { readonly anyOf?: readonly unknown[] }).anyOf;
    if (branches === undefined) return [];
    if (kinds !== OBJECT) throw new Unsupported('anyOf');
    return [branches.map((branch) => branchOf(expand(branch, base, resolve), resolve, depth))];
  });
  if (groups.flat().length > MOST_BRANCHES || groups.some(({ length }) => length === 0)) throw new Unsupported('anyOf');
  const required = new Set(parts.flatMap(({ schema }) => schema.required ?? []));
  if ([...required].some((name) => typeof name !== 'string')) throw new Unsupported('required');
  const names = new Set([
    ...parts.flatMap(({ schema }) => Object.keys(schema.properties ?? {})),
    ...required,
    ...groups.flat().flatMap((branch) => [...branch.required, ...branch.checks.keys()]),
    ...Object.keys(places ?? {}),
  ]);
  if (names.size > MOST_MEMBERS) throw new Unsupported('too many members');
  const named = new Map<string, PlanNode>();
  for (const name of names) {
    // What every object inherits is there, to compiled schemas, where no record has it.
    if (name in {} || LONE_SURROGATE.test(name)) throw new Unsupported(name);
    const said = parts.flatMap((part) => saidOf(name, part, resolve));
    const inside = places !== undefined && Object.hasOwn(places, name) ? places[name] : undefined;
    named.set(
      name,
      nodeOf(said, resolve, depth + 1, inside !== undefined && Object.keys(inside).length > 0 ? inside : undefined),
    );
  }
  const ofOthers = parts.flatMap(({ schema, base }) => {
    const others = (schema as { readonly additionalProperties?: unknown }).additionalProperties;
    return expand(others, base, resolve);
  });
  const others = ofOthers.length === 0 ? undefined : nodeOf(ofOthers, resolve, depth + 1);
  return { named, required: [...required], others, noOthers: others?.kinds === 0, groups };
}

function branchOf(parts: readonly Part[], resolve: ResolveRef, depth: number): PlanBranch {
  const checks = new Map<string, PlanNode>();
  for (const { schema, base } of parts) {
    for (const keyword of Object.keys(schema)) {
      if (!SILENT.has(keyword) && !IN_BRANCHES.has(keyword)) throw new Unsupported(`${keyword} in anyOf`);
    }
    if ((kindsOf(schema) & OBJECT) === 0) throw new Unsupported('a branch without objects');
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      const node = nodeOf(expand(member, base, resolve), resolve, depth + 1);
      if (checks.has(name) || node.members !== undefined || node.items !== undefined) throw new Unsupported('anyOf');
      checks.set(name, node);
    }
  }
  return { required: parts.flatMap(({ schema }) => schema.required ?? []), checks };
}

/** Members that the rules beyond the schemas look at. */
const PLACES: Places = {
  properties: { conversationId: {}, messageId: {}, message_count: {} },
  integrations: { 'Segment.io': {} },
  timestamp: {},
  userId: {},
  anonymousId: {},
  messageId: {},
  groupId: {},
  previousId: {},
};

/** The plan for the records of a schema; undefined if it asks for something that the scanner does not know. */
export function planOf({ document, resolve }: EventSchema): PlanMembers | undefined {
  try {
    const { kinds, members } = nodeOf(expand(document, document, resolve), resolve, 0, PLACES);
    return (kinds & OBJECT) === 0 ? undefined : members;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}
