import { toRegExp } from '../own-events/to-reg-exp.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { JsonSchema, ResolveRef } from '../schema/json-schema.js';
import type { MemberModel, Model, ObjectModel, Scalar } from './type-model.js';
import { ANY, NEVER, unionOf } from './type-model.js';

/** A union of more members than this says nothing to a reader, and takes compilers long. */
const MAX_UNION = 64;

/** How deep alternatives may be nested before they are left out. */
const MAX_EXPANSIONS = 12;

/** How often a schema is followed into itself where it is not the schema of an object. */
const MAX_NESTING = 3;

/** The schemas that apply to one value, all at once; undefined if one of them is `false`. */
type Parts = readonly JsonSchema[] | undefined;

/** Keywords that describe one type of values only, by that type. */
const DESCRIBING: readonly (readonly [type: string, keywords: readonly string[]])[] = [
  ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'unevaluatedProperties']],
  ['array', ['items', 'prefixItems']],
];

/** Keywords under which further keys may be allowed that `unevaluatedProperties` then knows of. */
const CONDITIONAL = ['if', 'dependencies', 'dependentSchemas'];

type Loose = JsonSchema & JsonObject;

function keyed(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The explicit types that all parts allow; undefined if no part names any. */
function typesOf(parts: readonly JsonSchema[]): string[] | undefined {
  let types: string[] | undefined;
  for (const { type } of parts) {
    if (type === undefined) continue;
    const named = [type].flat() as string[];
    const allowed = named.includes('number') ? [...named, 'integer'] : named;
    if (types === undefined) types = named;
    else {
      const wider = types.includes('number') ? [...types, 'integer'] : types;
      types = [...new Set(wider.filter((one) => allowed.includes(one)))];
      if (types.includes('number')) types = types.filter((one) => one !== 'integer');
    }
  }
  return types;
}

function typeOfValue(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return [typeof value];
}

/** Makes models of schemas. One for each document, since the same schema is the same model. */
export class ModelMaker {
  readonly #resolve: ResolveRef;
  readonly #known = new Map<string, Model>();
  /** How many times each schema is being made at the moment: a list may hold itself. */
  readonly #open = new Map<string, number>();
  readonly #ids = new Map<JsonSchema, number>();
  readonly #without = new Map<string, JsonSchema>();

  /** `resolve` follows the references of the document. */
  constructor(resolve: ResolveRef) {
    this.#resolve = resolve;
  }

  /** The model of a schema. `path`: the keys that lead to it, for names. */
  model(schema: unknown, path: readonly string[]): Model {
    return this.#build(this.#parts([schema]), path, 0);
  }

  /** All that applies where some schemas apply: their `allOf`, and what their `$ref`s name. */
  #parts(schemas: readonly unknown[]): Parts {
    const parts = new Set<JsonSchema>();
    const add = (schema: unknown): boolean => {
      if (schema === false) return false;
      if (!isObject(schema) || parts.has(schema as JsonSchema)) return true;
      const part = schema as JsonSchema;
      parts.add(part);
      const target = part.$ref === undefined ? true : add(this.#resolve(part.$ref));
      return (part.allOf ?? []).every(add) && target;
    };
    return schemas.every(add) ? [...parts] : undefined;
  }

  #id(part: JsonSchema): number {
    const known = this.#ids.get(part) ?? this.#ids.size;
    this.#ids.set(part, known);
    return known;
  }

  #withoutKeyword(part: JsonSchema, keyword: 'anyOf' | 'oneOf'): JsonSchema {
    const key = `${this.#id(part)} ${keyword}`;
    let stripped = this.#without.get(key);
    if (stripped === undefined) {
      const { [keyword]: _alternatives, allOf: _all, $ref: _ref, ...rest } = part;
      stripped = rest;
      this.#without.set(key, stripped);
    }
    return stripped;
  }

  #build(parts: Parts, path: readonly string[], expansions: number): Model {
    if (parts === undefined) return NEVER;
    const key = parts
      .map((part) => this.#id(part))
      .sort((a, b) => a - b)
      .join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const open = this.#open.get(key) ?? 0;
    if (open >= MAX_NESTING) return ANY;
    this.#open.set(key, open + 1);
    const model = this.#alternatives(parts, path, expansions) ?? this.#plain(parts, path, key);
    this.#open.set(key, open);
    this.#known.set(key, model);
    return model;
  }

  /** One model for each branch of the first `anyOf` or `oneOf`; undefined if there is none. */
  #alternatives(parts: readonly JsonSchema[], path: readonly string[], expansions: number): Model | undefined {
    for (const part of parts) {
      for (const keyword of ['anyOf', 'oneOf'] as const) {
        const branches = part[keyword];
        if (!Array.isArray(branches)) continue;
        const others = parts.map((one) => (one === part ? this.#withoutKeyword(part, keyword) : one));
        if (expansions >= MAX_EXPANSIONS || branches.length > MAX_UNION) return this.#build(others, path, expansions);
        const union = unionOf(
          (branches as readonly unknown[]).map((branch) => {
            const inside = this.#parts([branch]);
            const all = inside === undefined ? undefined : [...new Set([...others, ...inside])];
            return this.#build(all, path, expansions + 1);
          }),
        );
        if (union.kind !== 'union' || union.members.length <= MAX_UNION) return union;
        return this.#build(others, path, expansions);
      }
    }
    return undefined;
  }

  #plain(parts: readonly JsonSchema[], path: readonly string[], key: string): Model {
    const types = typesOf(parts);
    if (types?.length === 0) return NEVER;
    const values = this.#allowedValues(parts, types);
    if (values !== undefined) return unionOf(values.map((value) => this.#ofValue(value, path)));
    const described = DESCRIBING.filter(([, keywords]) =>
      parts.some((part) => keywords.some((keyword) => Object.hasOwn(part, keyword))),
    ).map(([type]) => type);
    // A schema that describes the members of an object means an object, though JSON Schema lets other values pass.
    const meant = types ?? described;
    if (meant.length === 0) return ANY;
    return unionOf(
      meant.map((type) => {
        if (type === 'object') return this.#object(parts, path, `${key} object`);
        if (type === 'array') return this.#list(parts, path);
        return { kind: 'scalar', type: type as Scalar };
      }),
    );
  }

  /** The values that `const` and `enum` leave; undefined where there is neither. */
  #allowedValues(parts: readonly JsonSchema[], types: readonly string[] | undefined): unknown[] | undefined {
    let values: unknown[] | undefined;
    for (const part of parts) {
      for (const list of [Object.hasOwn(part, 'const') ? [part.const] : undefined, part.enum]) {
        if (list === undefined) continue;
        const texts = new Set(list.map((value) => JSON.stringify(value)));
        values = values === undefined ? [...list] : values.filter((value) => texts.has(JSON.stringify(value)));
      }
    }
    if (values === undefined || values.length > MAX_UNION * 4) return undefined;
    return values.filter((value) => types === undefined || typeOfValue(value).some((type) => types.includes(type)));
  }

  #ofValue(value: unknown, path: readonly string[]): Model {
    if (value === null) return { kind: 'scalar', type: 'null' };
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#ofValue(item, path));
      return { kind: 'tuple', items, required: items.length, rest: undefined };
    }
    if (isObject(value)) {
      const members = Object.entries(value).map(([name, inner]) => {
        return { name, model: this.#ofValue(inner, [...path, name]), required: true, description: undefined };
      });
      return { kind: 'object', path, description: undefined, members, rest: undefined };
    }
    return { kind: 'literal', value: value as string | number | boolean };
  }

  #object(parts: readonly JsonSchema[], path: readonly string[], key: string): Model {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const description = parts.find((part) => typeof part.description === 'string')?.description;
    const object: ObjectModel = { kind: 'object', path, description, members: [], rest: ANY };
    // Known before its members are, which may refer to it.
    this.#known.set(key, object);
    const loose = parts as readonly Loose[];
    const required = new Set(loose.flatMap((part) => part.required ?? []));
    const names = new Set([...loose.flatMap((part) => Object.keys(part.properties ?? {})), ...required]);
    const isClosed = this.#isClosed(loose);
    const members: MemberModel[] = [];
    for (const name of names) {
      const about = this.#memberParts(loose, name);
      const model = this.#build(about, [...path, name], 0);
      if (model.kind === 'never') {
        if (required.has(name)) {
          this.#known.set(key, NEVER);
          return NEVER;
        }
        if (isClosed) continue;
      }
      const text = loose.flatMap((part) => keyed(keyed(part.properties, name), 'description') ?? [])[0];
      const note = text ?? about?.find((part) => typeof part.description === 'string')?.description;
      members.push({
        name,
        model,
        required: required.has(name),
        description: typeof note === 'string' ? note : undefined,
      });
    }
    object.members = members;
    object.rest = isClosed ? undefined : this.#restOf(loose, members, path);
    return object;
  }

  /** Whether no further keys may be there. */
  #isClosed(parts: readonly Loose[]): boolean {
    const hasPatterns = (part: Loose): boolean => Object.keys(part['patternProperties'] ?? {}).length > 0;
    if (parts.some((part) => part['additionalProperties'] === false && !hasPatterns(part))) return true;
    const isConditional = parts.some((part) => CONDITIONAL.some((keyword) => Object.hasOwn(part, keyword)));
    return !isConditional && !parts.some(hasPatterns) && parts.some((part) => part['unevaluatedProperties'] === false);
  }

  /** The schemas of a member: those by its name and by patterns, else that of all other keys. */
  #memberParts(parts: readonly Loose[], name: string): Parts {
    const schemas = parts.flatMap((part) => {
      const byPattern = Object.entries((part['patternProperties'] ?? {}) as JsonObject).flatMap(([pattern, schema]) =>
        toRegExp(pattern).test(name) ? [schema] : [],
      );
      const byName = keyed(part.properties, name);
      const own = byName === undefined ? byPattern : [byName, ...byPattern];
      if (own.length > 0) return own;
      const others = part['additionalProperties'];
      return others === undefined ? [] : [others];
    });
    return this.#parts(schemas);
  }

  /** What further keys may hold. Beside members of other types, a language cannot say it. */
  #restOf(parts: readonly Loose[], members: readonly MemberModel[], path: readonly string[]): Model {
    const patterns = parts.some((part) => Object.hasOwn(part, 'patternProperties'));
    if (members.length > 0 || patterns) return ANY;
    const schemas = parts.flatMap((part) => part['additionalProperties'] ?? []);
    return this.#build(this.#parts(schemas), [...path, 'value'], 0);
  }

  #list(parts: readonly JsonSchema[], path: readonly string[]): Model {
    const shapes = (parts as readonly Loose[]).map(({ prefixItems, items, additionalItems, minItems }) => {
      const listed = prefixItems ?? (Array.isArray(items) ? (items as readonly unknown[]) : undefined);
      const rest = prefixItems === undefined && Array.isArray(items) ? additionalItems : items;
      return { listed: listed ?? [], rest: rest ?? true, least: Number(minItems ?? 0) };
    });
    const at = (index: number): Model => {
      const schemas = shapes.map(({ listed, rest }) => listed[index] ?? rest);
      return this.#build(this.#parts(schemas), [...path, 'item'], 0);
    };
    const length = Math.max(...shapes.map(({ listed }) => listed.length));
    const rest = at(length);
    if (length === 0 && rest.kind !== 'never') return { kind: 'list', items: rest };
    const items = Array.from({ length }, (_, index) => at(index));
    const end = items.findIndex(({ kind }) => kind === 'never');
    const required = Math.min(length, Math.max(...shapes.map(({ least }) => least)));
    if (end !== -1)
      return { kind: 'tuple', items: items.slice(0, end), required: Math.min(required, end), rest: undefined };
    return { kind: 'tuple', items, required, rest: rest.kind === 'never' ? undefined : rest };
  }
}
