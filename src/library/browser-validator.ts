import type { NamedRule } from '../problem/finding.js';
import type { Level, Problem } from '../problem/problem.js';
import type { SchemaDetails } from '../problem/schema-details.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { message as missingIdentity } from '../rules/call/missing-identity.js';
import { typeMessage } from '../rules/call/unknown-type.js';
import { message as misspelledName } from '../rules/event/misspelled-name.js';
import { NOT_WRITABLE } from '../rules/json/invalid-syntax.js';
import type { Message } from '../rules/rule.js';
import { message as asConst } from '../rules/schema/const.js';
import { message as asEnum } from '../rules/schema/enum.js';
import { message as asFormat } from '../rules/schema/format.js';
import { message as asMaxLength } from '../rules/schema/max-length.js';
import { message as asMinLength } from '../rules/schema/min-length.js';
import { message as asMinimum } from '../rules/schema/minimum.js';
import { message as asRequired } from '../rules/schema/required.js';
import { message as asType } from '../rules/schema/type.js';
import { EVENT_SIZE_LIMIT, SDK_OVERHEAD } from '../rules/segment/event-size.js';
import { message as tooLarge } from '../rules/segment/event-too-large.js';
import { errorDetails, errorPointer } from '../schema/error-details.js';
import type { KeywordError, Validate } from '../schema/event-schema.js';
import { isCall } from '../schema/event-schema.js';
import { eventNames, validators } from '../schema/generated/built-in.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { pointerToPath } from '../text/json-pointer.js';
import { normalName } from '../text/normal-name.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import type { Levels } from './levels-of-calls.js';
import type { Validator } from './validator.js';

/** The messages of the keywords that the built-in schemas have. */
const SCHEMA_MESSAGES = {
  const: ['schema/const', asConst],
  enum: ['schema/enum', asEnum],
  format: ['schema/format', asFormat],
  maxLength: ['schema/max-length', asMaxLength],
  minLength: ['schema/min-length', asMinLength],
  minimum: ['schema/minimum', asMinimum],
  required: ['schema/required', asRequired],
  type: ['schema/type', asType],
} as const;

/** What is wrong, before it has a level. */
interface Found {
  readonly rule: string;
  readonly pointer: string;
  readonly message: Message;
}

const IDS = ['/userId', '/anonymousId'];

/** The events by their names, and by their names in normal form. */
const EXACT = new Map<string, string>();
const NORMAL = new Map<string, string>();
for (const [id, names] of Object.entries(eventNames)) {
  for (const name of names) {
    EXACT.set(name, id);
    NORMAL.set(normalName(name), name);
  }
}

/** The schema of the value that an error is about, as far as the error names it: the schemas themselves are left out. */
function schemaOf({ keyword, params }: KeywordError): JsonSchema {
  const { type, limit, format } = params as { type?: string; limit?: number; format?: string };
  if (keyword === 'type' && type !== undefined) return { type };
  if (keyword === 'minLength' && limit !== undefined) return { type: 'string', minLength: limit };
  if (keyword === 'format' && format !== undefined) return { type: 'string', format };
  return {};
}

function schemaFound(error: KeywordError, record: JsonObject): Found[] {
  const entry = SCHEMA_MESSAGES[error.keyword as keyof typeof SCHEMA_MESSAGES];
  if (entry === undefined) return [];
  const [rule, message] = entry;
  const pointer = errorPointer(error);
  const details = errorDetails(error, pointer, { root: record, required: false, at: () => schemaOf(error) });
  const write = message as (details: SchemaDetails, path: string) => Message;
  return [{ rule, pointer, message: write(details, safeName(pointerToPath(pointer), 200)) }];
}

function identityFound(record: JsonObject): Found {
  const name = ['userId', 'anonymousId'].find((id) => Object.hasOwn(record, id));
  const found = name === undefined ? {} : { found: { name, kind: valueKind(record[name]) } };
  return { rule: 'call/missing-identity', pointer: `/${name ?? 'userId'}`, message: missingIdentity(found, '') };
}

/** What is wrong with a record by its schema, each field once. */
function schemaProblems(validate: Validate, record: JsonObject): Found[] {
  if (validate(record)) return [];
  const errors = validate.errors ?? [];
  // The only alternatives in the built-in schemas are those of the identity.
  const isNobodys = errors.some(({ keyword }) => keyword === 'anyOf');
  const found = errors
    .filter(({ schemaPath }) => !schemaPath.includes('/anyOf/'))
    .flatMap((error) => schemaFound(error, record))
    .filter(({ pointer }) => !(isNobodys && IDS.includes(pointer)));
  const seen = new Set<string>();
  const once = found.filter(({ rule, pointer }) => {
    const key = `${rule} ${pointer}`;
    return seen.has(key) ? false : seen.add(key);
  });
  return isNobodys ? [...once, identityFound(record)] : once;
}

/** All errors of a record: an object as JSON has it. */
function errorsIn(record: JsonObject, size: number): Found[] {
  const { type = 'track', event } = record;
  if (!isCall(type)) {
    const message =
      typeof type === 'string'
        ? typeMessage('unknown', { found: type })
        : typeMessage('not-a-string', { found: valueKind(type) });
    return [{ rule: 'call/unknown-type', pointer: '/type', message }];
  }
  const found: Found[] = [];
  let id: string | undefined;
  let checked = record;
  if (type === 'track' && typeof event === 'string') {
    const name = EXACT.has(event) ? event : NORMAL.get(normalName(event));
    id = name === undefined ? undefined : EXACT.get(name);
    if (name !== undefined && name !== event) {
      checked = { ...record, event: name };
      const message = misspelledName({ found: event, name, origin: 'spec' }, 'event');
      found.push({ rule: 'event/misspelled-name', pointer: '/event', message });
    }
  }
  found.push(...schemaProblems(validators[id ?? `calls/${type}`] as Validate, checked));
  if (size > EVENT_SIZE_LIMIT) {
    const message = tooLarge({ bytes: size, limit: EVENT_SIZE_LIMIT }, '');
    found.push({ rule: 'segment/event-too-large' satisfies NamedRule, pointer: '', message });
  }
  return found;
}

/** Whether a rule matches a pattern, in which `*` stands for any characters. */
function matches(glob: string, rule: string): boolean {
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[^\w/-]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(rule);
}

const LEVELS: readonly unknown[] = ['error', 'warning', 'off'] satisfies Level[];

/**
 * Makes a validator for browsers, which finds the errors that `createValidator` finds with the built-in schemas, and no
 * warnings. It has no schemas to look wrong names up in, so that its hints are fewer; places are those of the record: 1.
 * @throws {TypeError} for an unknown level. Rules are not looked up: it has no list of them.
 */
export function browserValidator(rules: Levels): Validator {
  const levelOf = (rule: string): Level =>
    Object.entries(rules).reduce<Level>((level, [glob, set]) => (matches(glob, rule) ? set : level), 'error');
  for (const [glob, level] of Object.entries(rules)) {
    if (LEVELS.includes(level)) continue;
    throw new TypeError(`rules['${safeName(glob)}'] is ${JSON.stringify(level)}; the levels are ${LEVELS.join(', ')}`);
  }
  const encoder = new TextEncoder();
  let count = 0;
  const place = { file: '<analytics>', line: 1, column: 1, endLine: 1, endColumn: 1 };
  const read = (event: unknown): { record: JsonObject; found: Found[] } => {
    try {
      const text = JSON.stringify(event);
      const record = JSON.parse(text) as unknown;
      if (isObject(record)) return { record, found: errorsIn(record, encoder.encode(text).length + SDK_OVERHEAD) };
    } catch {
      // It has no JSON.
    }
    return { record: {}, found: [{ rule: 'json/invalid-syntax', pointer: '', message: NOT_WRITABLE }] };
  };
  return (event) => {
    count++;
    const { record, found } = read(event);
    const { event: name, properties } = record;
    const conversationId = isObject(properties) ? properties['conversationId'] : undefined;
    const names = {
      ...(typeof name === 'string' ? { event: safeName(name) } : {}),
      ...(typeof conversationId === 'string' && conversationId !== ''
        ? { conversationId: safeName(conversationId) }
        : {}),
    };
    const problems = found.flatMap(({ rule, pointer, message: { message, hint } }): Problem[] => {
      const severity = levelOf(rule);
      if (severity === 'off') return [];
      const path = safeName(pointerToPath(pointer), 200);
      return [
        {
          rule,
          severity,
          message,
          ...(hint === undefined ? {} : { hint }),
          ...place,
          record: count,
          pointer,
          path,
          ...names,
        },
      ];
    });
    return { valid: problems.every(({ severity }) => severity !== 'error'), problems };
  };
}
