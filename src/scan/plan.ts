import type { EventSchema } from '../schema/event-schema.js';
import type { JsonSchema, ResolveRef } from '../schema/json-schema.js';
import type { Part } from './applied-schemas.js';
import { ANNOTATIONS, expand, MAX_DEPTH, Unsupported } from './applied-schemas.js';
import { ARRAY, FALSE, FRACTION, INTEGER, NULL, OBJECT, STRING, TRUE } from './layout.js';

/** The checks of a value at one place. */
export interface PlanNode {
  /** The kinds of values that are allowed, as bits. */
  readonly kinds: number;
  readonly minLength: number;
  readonly maxLength: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly isDateTime: boolean;
  /** The strings and numbers that are allowed, if there is a list. */
  readonly listed: { readonly strings: readonly string[]; readonly numbers: readonly number[] } | undefined;
  readonly members: PlanMembers | undefined;
  readonly items: PlanNode | undefined;
}

/** The checks of the members of an object. */
export interface PlanMembers {
  /** The members that have a check or are noted; the number of a member is its place here. */
  readonly named: ReadonlyMap<string, PlanNode>;
  readonly required: readonly string[];
  /** The checks of all other members, and whether there may be any. */
  readonly others: PlanNode | undefined;
  readonly noOthers: boolean;
  /** The branches of each `anyOf`, one of which has to be valid. */
  readonly groups: readonly (readonly PlanBranch[])[];
}

/** A branch of an `anyOf`: its required members, and the checks of members. */
export interface PlanBranch {
  readonly required: readonly string[];
  readonly checks: ReadonlyMap<string, PlanNode>;
}

/** Members that are noted, whether a schema names them or not. */
export interface Places {
  readonly [name: string]: Places;
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

const IN_BRANCHES = new Set(['type', 'required', 'properties']);
/** Members are bits of a 64-bit number, branches bits of a 32-bit one. */
const MAX_MEMBERS = 60;
const MAX_BRANCHES = 32;
const LONE_SURROGATE = /\p{Surrogate}/u;

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

/** Merges all schemas that apply at one place. */
function nodeOf(parts: readonly Part[], resolve: ResolveRef, depth: number, places?: Places): PlanNode {
  if (depth > MAX_DEPTH) throw new Unsupported();
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

/** The schemas of the members that a schema does not name. */
function ofOtherMembers({ schema, base }: Part, resolve: ResolveRef): Part[] {
  const others = (schema as { readonly additionalProperties?: unknown }).additionalProperties;
  return expand(others, base, resolve);
}

/** The schemas that one schema has for a member. */
function ofMember(name: string, part: Part, resolve: ResolveRef): Part[] {
  const { properties } = part.schema;
  const isNamed = properties !== undefined && Object.hasOwn(properties, name);
  return isNamed ? expand(properties[name], part.base, resolve) : ofOtherMembers(part, resolve);
}

function isAboutMembers({ schema }: Part): boolean {
  return ['properties', 'required', 'additionalProperties', 'anyOf'].some((keyword) => Object.hasOwn(schema, keyword));
}

function membersOf(
  parts: readonly Part[],
  kinds: number,
  resolve: ResolveRef,
  depth: number,
  places?: Places,
): PlanMembers | undefined {
  if ((kinds & OBJECT) === 0 || (places === undefined && !parts.some(isAboutMembers))) {
    // The scanner does not check branches about other values than objects.
    if (parts.some(({ schema }) => Object.hasOwn(schema, 'anyOf'))) throw new Unsupported('anyOf');
    return undefined;
  }
  const groups = groupsOf(parts, kinds, resolve, depth);
  const required = new Set(parts.flatMap(({ schema }) => schema.required ?? []));
  if ([...required].some((name) => typeof name !== 'string')) throw new Unsupported('required');
  const names = memberNames(parts, [...required, ...Object.keys(places ?? {})], groups);
  const named = new Map<string, PlanNode>();
  for (const name of names) {
    const ofName = parts.flatMap((part) => ofMember(name, part, resolve));
    named.set(name, nodeOf(ofName, resolve, depth + 1, placesWithin(places, name)));
  }
  const ofOthers = parts.flatMap((part) => ofOtherMembers(part, resolve));
  const others = ofOthers.length === 0 ? undefined : nodeOf(ofOthers, resolve, depth + 1);
  return { named, required: [...required], others, noOthers: others?.kinds === 0, groups };
}

/** The branches of each `anyOf`. */
function groupsOf(parts: readonly Part[], kinds: number, resolve: ResolveRef, depth: number): PlanBranch[][] {
  const groups = parts.flatMap(({ schema, base }) => {
    const branches = (schema as { readonly anyOf?: readonly unknown[] }).anyOf;
    if (branches === undefined) return [];
    if (kinds !== OBJECT) throw new Unsupported('anyOf');
    return [branches.map((branch) => branchOf(expand(branch, base, resolve), resolve, depth))];
  });
  if (groups.flat().length > MAX_BRANCHES || groups.some(({ length }) => length === 0)) throw new Unsupported('anyOf');
  return groups;
}

/** The names of all members that the schemas or their branches name, and those given. */
function memberNames(
  parts: readonly Part[],
  further: readonly string[],
  groups: readonly (readonly PlanBranch[])[],
): ReadonlySet<string> {
  const names = new Set([
    ...parts.flatMap(({ schema }) => Object.keys(schema.properties ?? {})),
    ...further,
    ...groups.flat().flatMap((branch) => [...branch.required, ...branch.checks.keys()]),
  ]);
  if (names.size > MAX_MEMBERS) throw new Unsupported('too many members');
  for (const name of names) {
    // Compiled schemas see members that every object inherits, which no record has.
    if (name in {} || LONE_SURROGATE.test(name)) throw new Unsupported(name);
  }
  return names;
}

function placesWithin(places: Places | undefined, name: string): Places | undefined {
  const inside = places !== undefined && Object.hasOwn(places, name) ? places[name] : undefined;
  return inside !== undefined && Object.keys(inside).length > 0 ? inside : undefined;
}

function branchOf(parts: readonly Part[], resolve: ResolveRef, depth: number): PlanBranch {
  const checks = new Map<string, PlanNode>();
  for (const { schema, base } of parts) {
    for (const keyword of Object.keys(schema)) {
      if (!ANNOTATIONS.has(keyword) && !IN_BRANCHES.has(keyword)) throw new Unsupported(`${keyword} in anyOf`);
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

/** Members that rules beyond the schemas check, or that are facts. */
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

/** The plan for the records of a schema; undefined if the scanner does not support it. */
export function planOf({ document, resolve }: EventSchema): PlanMembers | undefined {
  try {
    const { kinds, members } = nodeOf(expand(document, document, resolve), resolve, 0, PLACES);
    return (kinds & OBJECT) === 0 ? undefined : members;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}
