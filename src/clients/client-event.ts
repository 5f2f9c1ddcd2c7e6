import type { JsonObject } from '../record/record.js';
import type { JsonSchema, ResolveRef } from '../schema/json-schema.js';
import { ModelMaker } from './model-maker.js';
import type { MemberModel, Model, ObjectModel } from './type-model.js';
import { NEVER, unionOf } from './type-model.js';

/** A field of the call beside its properties, where a schema asks more of it than that it is an object. */
export interface CallField {
  readonly model: Model;
  readonly required: boolean;
}

/** An event as clients track it. */
export interface ClientEvent {
  readonly name: string;
  /** Whether the spec has an event of this name. */
  readonly isSpec: boolean;
  readonly description: string;
  readonly properties: Model;
  /** Whether the schema requires a userId, or an anonymousId; else one of the two is enough. */
  readonly needsUserId: boolean;
  readonly needsAnonymousId: boolean;
  readonly context: CallField | undefined;
  readonly integrations: CallField | undefined;
  /** Fields of the call that the schema requires, and that no SDK lets a client set. */
  readonly unset: readonly string[];
}

/** An event with its schema. */
export interface EventSource {
  readonly names: readonly string[];
  readonly isSpec: (name: string) => boolean;
  readonly description: string;
  /** A self-contained schema of the whole record. */
  readonly document: JsonSchema;
  readonly resolve: ResolveRef;
}

/** What a call has without a client: the SDKs set it, or the client does. */
const SET = new Set([
  'type',
  'event',
  'properties',
  'userId',
  'anonymousId',
  'messageId',
  'timestamp',
  'context',
  'integrations',
]);

/** The fields that Segment's servers set, or the SDKs on their way to them. */
const SET_LATER = new Set(['originalTimestamp', 'sentAt', 'receivedAt', 'writeKey', 'version', 'channel']);

function recordsOf(model: Model): ObjectModel[] {
  if (model.kind === 'object') return [model];
  return model.kind === 'union' ? model.members.flatMap(recordsOf) : [];
}

/** A field in all forms that the record may have. */
function fieldOf(records: readonly ObjectModel[], name: string): CallField | undefined {
  const found = records.map(({ members }) => members.find((member) => member.name === name));
  const there = found.filter((member): member is MemberModel => member !== undefined);
  if (there.length === 0) return undefined;
  const required = there.length === records.length && there.every((member) => member.required);
  return { model: unionOf(there.map(({ model }) => model)), required };
}

function saysMore({ model, required }: CallField): boolean {
  if (required || model.kind !== 'object') return required || model.kind !== 'any';
  return model.members.length > 0 || model.rest?.kind !== 'any';
}

/** An object of which nothing is known. */
function anyObject(name: string): ObjectModel {
  return { kind: 'object', path: [name], description: undefined, members: [], rest: { kind: 'any' } };
}

/** What clients need to know of an event, once for each of its names. */
export function clientEvents({ names, isSpec, description, document, resolve }: EventSource): ClientEvent[] {
  const [first = ''] = names;
  const records = recordsOf(new ModelMaker(resolve).model(document as JsonObject, [first]));
  const optional = (name: string): CallField | undefined => {
    const field = fieldOf(records, name);
    return field !== undefined && saysMore(field) ? field : undefined;
  };
  const isRequired = (name: string): boolean => fieldOf(records, name)?.required ?? false;
  const required = records.flatMap(({ members }) => members.filter((member) => member.required));
  const unset = new Set(required.map(({ name }) => name).filter((name) => !SET.has(name) && !SET_LATER.has(name)));
  const event = {
    description,
    // A schema that contradicts itself has no record.
    properties: records.length === 0 ? NEVER : (fieldOf(records, 'properties')?.model ?? anyObject('properties')),
    needsUserId: isRequired('userId'),
    needsAnonymousId: isRequired('anonymousId'),
    context: optional('context'),
    integrations: optional('integrations'),
    unset: [...unset].filter(isRequired),
  };
  return names.map((name) => ({ name, isSpec: isSpec(name), ...event }));
}
