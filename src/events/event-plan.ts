import { bundle, resolveWithin } from '../own-events/bundle.js';
import { madeOf } from '../own-events/effective-schema.js';
import type { SchemaLibrary } from '../own-events/schema-library.js';
import type { Target } from '../own-events/schema-source.js';
import { builtInUrl, DRAFT_URLS } from '../own-events/schema-source.js';
import type { RuleType } from '../own-events/tracking-plan.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { EventSchema } from '../schema/event-schema.js';
import { CALLS } from '../schema/event-schema.js';
import { toDraft07 } from './draft-07.js';

/** A rule as Segment's Public API takes it. */
export interface PlanRuleOutput {
  readonly type: RuleType;
  readonly key?: string;
  readonly version: number;
  readonly jsonSchema: JsonObject;
}

/** What every call must be anyway, so that no rule of a plan repeats it. */
const GENERAL = ['envelope', ...CALLS.map((call) => `calls/${call}`)].map(builtInUrl);

/** A schema without what a rule's type and key already state. */
function withoutName(schema: JsonObject): JsonObject {
  const { properties, required, additionalProperties } = schema;
  // Where nothing else may be there, the two must stay allowed.
  if (!isObject(properties) || additionalProperties !== undefined) return schema;
  const { type: _type, event: _event, ...rest } = properties;
  const needed = Array.isArray(required) ? required.filter((name) => name !== 'event' && name !== 'type') : [];
  const { required: _required, ...others } = schema;
  return { ...others, properties: rest, ...(needed.length === 0 ? {} : { required: needed }) };
}

/** What a plan's schemas always show, be it only that nothing is asked there. */
const SECTIONS = { context: {}, traits: {}, properties: {} };

/** Makes rules from schemas, and collects what draft-07 cannot express. */
class PlanMaker {
  readonly rules: PlanRuleOutput[] = [];
  readonly lost = new Map<string, readonly string[]>();
  readonly #library: SchemaLibrary;

  constructor(library: SchemaLibrary) {
    this.#library = library;
  }

  add(type: RuleType, key: string | undefined, targets: readonly Target[], library: SchemaLibrary, version = 1): void {
    if (targets.length === 0) return;
    const document = bundle(library, targets, {}, { leaveOut: GENERAL });
    const { schema, lost } = toDraft07(document, resolveWithin(document));
    if (lost.length > 0) this.lost.set(key ?? type, lost);
    const rule = withoutName(schema);
    const { title, description, properties, ...others } = rule;
    const sections =
      rule['additionalProperties'] === undefined ? { ...SECTIONS, ...(properties as object) } : properties;
    const jsonSchema = {
      $schema: DRAFT_URLS['draft-07'],
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      type: 'object',
      ...(sections === undefined ? {} : { properties: sections }),
      ...others,
    };
    this.rules.push({ type, ...(key === undefined ? {} : { key }), version, jsonSchema });
  }

  event(schema: EventSchema, name: string): void {
    const { variants } = madeOf(schema, this.#library);
    for (const one of variants.length === 0 ? [{ schema, version: 1 }] : variants) {
      const { parts, library } = madeOf(one.schema, this.#library);
      this.add('TRACK', name, [...parts.event, ...parts.plan], library, one.version);
    }
  }

  call(type: RuleType, schema: EventSchema): void {
    if (schema.files.length === 0) return;
    const { parts, library, variants } = madeOf(schema, this.#library);
    this.add(type, undefined, [...parts.event, ...parts.plan], library);
    for (const { schema: variant, key, version } of variants) {
      // The last part is the one with that key; those before it are the rules for all.
      this.add(type, key, madeOf(variant, library).parts.plan.slice(-1), library, version);
    }
  }
}

/** A plan for Segment, and what of the schemas it cannot hold: keywords by event. */
export interface MadePlan {
  readonly rules: readonly PlanRuleOutput[];
  readonly lost: ReadonlyMap<string, readonly string[]>;
}

/**
 * The rules of a tracking plan for some events, and for other calls where there are schemas of the user's own for these; as
 * the body of `PUT /tracking-plans/{id}/rules` in Segment's Public API. Read back, it accepts and rejects what the schemas do.
 */
export function eventPlan(
  schemas: readonly EventSchema[],
  calls: Readonly<Partial<Record<'identify' | 'group' | 'page' | 'screen' | 'alias', EventSchema>>>,
  library: SchemaLibrary,
): MadePlan {
  const maker = new PlanMaker(library);
  for (const schema of schemas) for (const name of schema.names) maker.event(schema, name);
  for (const call of ['identify', 'group', 'page', 'screen'] as const) {
    const schema = calls[call];
    if (schema !== undefined) maker.call(call.toUpperCase() as RuleType, schema);
  }
  if (calls.alias !== undefined) {
    const { parts, library: of } = madeOf(calls.alias, library);
    for (const target of parts.common) maker.add('COMMON', undefined, [target], of);
  }
  return { rules: maker.rules, lost: maker.lost };
}
