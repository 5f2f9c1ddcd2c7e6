import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { Call, EventSchema, Origin } from '../schema/event-schema.js';
import { CALLS } from '../schema/event-schema.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { memberOf } from '../schema/json-schema.js';
import type { Registry } from '../schema/registry.js';
import { builtInRegistry, createRegistry } from '../schema/registry.js';
import { safeName } from '../text/safe-name.js';
import type { SchemaCompiler } from './ajv-compiler.js';
import { checkEvaluatedItems } from './check-evaluated.js';
import { checkSchema } from './check-schema.js';
import { checkReferences } from './circular-refs.js';
import type { EffectiveHead, SchemaParts, VariantChoice } from './effective-schema.js';
import { effectiveSchema } from './effective-schema.js';
import type { OwnEvent } from './own-event.js';
import { includesEnvelope, readOwnEvent } from './own-event.js';
import type { SchemaLibrary } from './schema-library.js';
import type { SchemaSource, Target } from './schema-source.js';
import { builtInUrl, sourceFailure } from './schema-source.js';
import type { PlanRule, RuleType } from './tracking-plan.js';

/** What a registry of one's own is made from. */
export interface OwnEvents {
  /** All documents: those of `schemas`, and what they refer to. */
  readonly library: SchemaLibrary;
  /** The schemas that are to be checked by. */
  readonly schemas: readonly SchemaSource[];
  /** The rules of the tracking plan; undefined if there is none. */
  readonly plan?: readonly PlanRule[];
}

/** Where the schema of an event comes from, before it is made. */
interface KnownEvent {
  readonly key: string;
  readonly origin: Origin;
  readonly builtIn?: EventSchema;
  readonly own?: OwnEvent;
  readonly event: JsonSchema;
  readonly title: string | undefined;
  readonly description: string | undefined;
}

const root = (source: SchemaSource): Target => ({ source, pointer: '' });

const RULES_OF: Readonly<Partial<Record<Call, RuleType>>> = {
  identify: 'IDENTIFY',
  group: 'GROUP',
  page: 'PAGE',
  screen: 'SCREEN',
};

/** The version of its event that a call names: `context.protocols.event_version`, as Segment reads it. */
function versionOf({ context }: JsonObject): unknown {
  const protocols = isObject(context) ? context['protocols'] : undefined;
  return isObject(protocols) ? protocols['event_version'] : undefined;
}

function filesOf(own: OwnEvent | undefined, rules: readonly PlanRule[]): string[] {
  const sources = [...(own === undefined ? [] : [own.source]), ...rules.map(({ source }) => source)];
  return [...new Set(sources.flatMap(({ file }) => (file === undefined ? [] : [file.path])))];
}

/** What a schema is made from, before the rules of a plan. */
interface SchemaBase {
  readonly head: EffectiveHead;
  readonly parts: Pick<SchemaParts, 'base' | 'event'>;
  readonly own: OwnEvent | undefined;
  readonly origin: Origin;
}

/** Makes the schemas of a registry. */
class RegistryMaker {
  readonly #library: SchemaLibrary;
  readonly #compiler: SchemaCompiler;
  readonly #plan: readonly PlanRule[];
  readonly #common: readonly PlanRule[];

  constructor({ library, plan = [] }: OwnEvents, compiler: SchemaCompiler) {
    this.#library = library;
    this.#compiler = compiler;
    this.#plan = plan;
    this.#common = plan.filter(({ type }) => type === 'COMMON');
  }

  /** The rules of a type and a key, the oldest version first: that is the one for calls which name none. */
  #rules(type: RuleType | undefined, key: string | undefined): PlanRule[] {
    const rules = this.#plan.filter((rule) => rule.type === type && rule.key === key);
    return rules.sort((a, b) => a.version - b.version);
  }

  #builtIn(id: string): Target {
    return this.#library.targetOf(builtInUrl(id));
  }

  /** What a schema of the user's own asks for: the envelope, which every call needs, and itself. */
  #ownParts({ source }: OwnEvent): Pick<SchemaParts, 'base' | 'event'> {
    const event = [root(source)];
    const included = includesEnvelope(root(source), this.#library);
    return { base: included ? [] : [this.#builtIn('envelope')], event };
  }

  /** The schema of an event under some of its names. */
  event(known: KnownEvent, names: readonly string[]): EventSchema {
    const { builtIn, own, origin, event } = known;
    const versions = this.#rules('TRACK', names.length === 1 ? names[0] : undefined);
    if (builtIn !== undefined && versions.length + this.#common.length === 0 && names.length === builtIn.names.length) {
      return builtIn;
    }
    const parts: Pick<SchemaParts, 'base' | 'event'> =
      own !== undefined
        ? this.#ownParts(own)
        : builtIn !== undefined
          ? { base: [], event: [this.#builtIn(builtIn.id)] }
          : { base: [this.#builtIn('calls/track')], event: [] };
    const name = names[0] ?? '';
    const head = {
      id: `${origin}/${known.key}`,
      call: 'track' as const,
      names,
      event,
      title: known.title !== undefined && (own !== undefined || names.includes(known.title)) ? known.title : name,
      description: known.description ?? '',
    };
    const make = (rules: readonly PlanRule[], choice?: VariantChoice): EventSchema =>
      this.#make({ head, parts, own, origin }, rules, choice);
    if (versions.length < 2) return make(versions);
    const variants = versions.map((rule) => ({ version: rule.version, schema: make([rule]) }));
    const byVersion = new Map(variants.map(({ version, schema }) => [version as unknown, schema]));
    const oldest = variants[0]?.schema as EventSchema;
    const choose = (value: JsonObject): EventSchema => byVersion.get(versionOf(value)) ?? oldest;
    return make(versions.slice(0, 1), { choose, variants });
  }

  /** The schema of a call that is no known event. */
  call(call: Call, own: OwnEvent | undefined): EventSchema {
    const builtIn = builtInRegistry().calls[call];
    const type = RULES_OF[call];
    const always = type === undefined ? [] : this.#rules(type, undefined).slice(0, 1);
    const keyed = this.#plan.filter((rule) => rule.type === type && rule.key !== undefined);
    if (own === undefined && always.length + keyed.length + this.#common.length === 0) return builtIn;
    const parts = own === undefined ? { base: [this.#builtIn(builtIn.id)], event: [] } : this.#ownParts(own);
    const title = own?.title ?? builtIn.title;
    const description = own?.description ?? builtIn.description;
    const head = { id: `call/${call}`, call, names: [], event: {}, title, description };
    const make = (rules: readonly PlanRule[], choice?: VariantChoice): EventSchema =>
      this.#make({ head, parts, own, origin: 'spec' }, rules, choice);
    if (keyed.length === 0) return make(always);
    const variants = [...new Set(keyed.map(({ key = '' }) => key))].map((key) => {
      const [rule] = this.#rules(type, key);
      return { key, version: rule?.version ?? 1, schema: make([...always, ...(rule === undefined ? [] : [rule])]) };
    });
    const byName = new Map(variants.map(({ key, schema }) => [key as unknown, schema]));
    const plain = make(always);
    const choose = (value: JsonObject): EventSchema => byName.get(value['name']) ?? plain;
    return make(always, { choose, variants });
  }

  /** The schema of an event or a call together with what some rules of the plan ask for. */
  #make({ head, parts, own, origin }: SchemaBase, rules: readonly PlanRule[], choice?: VariantChoice): EventSchema {
    const plan = rules.map(({ source }) => root(source));
    const common = this.#common.map(({ source }) => root(source));
    const files = filesOf(own, [...rules, ...this.#common]);
    const [library, compiler] = [this.#library, this.#compiler];
    return effectiveSchema(head, { ...parts, plan, common }, { library, compiler }, { origin, files }, choice);
  }
}

/** Reads the user's schemas: which event each describes. @throws {Failure} if two describe the same. */
function readOwnEvents(schemas: readonly SchemaSource[], library: SchemaLibrary): OwnEvent[] {
  const referredTo = new Set(
    library.sources.flatMap((source) =>
      library.referencesOf(source).map((reference) => library.resolve(reference).source),
    ),
  );
  const owners = new Map<string, OwnEvent>();
  return schemas.flatMap((source) => {
    const own = readOwnEvent(source, library, (one) => referredTo.has(one));
    if (own === undefined) return [];
    for (const name of own.names.length === 0 ? [`(${own.call})`] : own.names) {
      const earlier = owners.get(name);
      if (earlier !== undefined) {
        throw sourceFailure(
          source,
          own.names.length === 0 ? '/properties/type' : '/properties/event',
          `${safeName(name)} is described by ${earlier.source.file?.path}, too`,
          'keep one of the two, or give their events names of their own',
        );
      }
      owners.set(name, own);
    }
    return [own];
  });
}

function builtInEvent(schema: EventSchema): JsonSchema {
  return memberOf(schema.document, 'event') ?? {};
}

/** The events of the user's own schemas, by each of their names. */
function ownEventsByName(
  owners: readonly OwnEvent[],
  builtIn: ReadonlyMap<string, EventSchema>,
): [string, KnownEvent][] {
  return owners.flatMap((own) => {
    const { title, description, source, names } = own;
    const former = names.map((name) => builtIn.get(name)).find((schema) => schema !== undefined);
    // Names that stood for the spec's event stand for what takes its place.
    const event = former === undefined ? own.event : { ...builtInEvent(former), ...own.event };
    const origin = names.every((name) => builtIn.has(name)) ? 'spec' : 'own';
    return names.map((name): [string, KnownEvent] => [
      name,
      { key: source.name, origin, own, event, title, description },
    ]);
  });
}

function plannedEvent(name: string, rules: readonly PlanRule[]): KnownEvent {
  const schema = rules.find(({ key, type }) => key === name && type === 'TRACK')?.source.schema as JsonSchema;
  const { title = name, description } = schema;
  return { key: name, origin: 'plan', event: {}, title, description };
}

function specEvent(schema: EventSchema): KnownEvent {
  const { title, description, id } = schema;
  return { key: id, origin: 'spec', builtIn: schema, event: builtInEvent(schema), title, description };
}

/** All events by name: the user's own first, then those of the plan, then those of the spec that nothing replaces. */
function knownEvents(owners: readonly OwnEvent[], plan: readonly PlanRule[], planned: ReadonlySet<string>) {
  const builtIn = new Map(builtInRegistry().events.flatMap((schema) => schema.names.map((name) => [name, schema])));
  const known = new Map(ownEventsByName(owners, builtIn));
  for (const name of planned) {
    if (!known.has(name) && !builtIn.has(name)) known.set(name, plannedEvent(name, plan));
  }
  for (const [name, schema] of builtIn) if (!known.has(name)) known.set(name, specEvent(schema));
  return known;
}

/** Events with the names that share their schema; a name that the plan has rules for has a schema of its own. */
function grouped(known: ReadonlyMap<string, KnownEvent>, planned: ReadonlySet<string>) {
  const groups = new Map<unknown, { readonly event: KnownEvent; readonly names: string[] }>();
  for (const [name, event] of known) {
    const group = planned.has(name) ? name : (event.own ?? event.builtIn);
    const found = groups.get(group);
    if (found === undefined) groups.set(group, { event, names: [name] });
    else found.names.push(name);
  }
  return [...groups.values()];
}

/**
 * A registry of the built-in schemas and the user's own. An own schema replaces the built-in one for the same
 * event; the rules of a tracking plan come on top of either. Reads and fetches nothing: all is in `library`.
 * @throws {Failure} naming file, place and fix, for a schema, a reference or a plan that is broken.
 */
export function ownRegistry(given: OwnEvents, compiler: SchemaCompiler): Registry {
  const { library, schemas, plan = [] } = given;
  for (const { source } of plan) library.add(source);
  const sources = library.sources.filter(({ file }) => file !== undefined);
  for (const source of sources) checkSchema(source, compiler);
  checkReferences(sources, library);
  checkEvaluatedItems(sources, library);

  const owners = readOwnEvents(schemas, library);
  const maker = new RegistryMaker(given, compiler);
  const planned = new Set(plan.flatMap(({ type, key }) => (type === 'TRACK' && key !== undefined ? [key] : [])));
  const events = grouped(knownEvents(owners, plan, planned), planned);
  const callOwner = (call: Call): OwnEvent | undefined =>
    owners.find((own) => own.names.length === 0 && own.call === call);
  return createRegistry(
    [
      ...events.map(({ event, names }) => maker.event(event, names)),
      ...CALLS.map((call) => maker.call(call, callOwner(call))),
    ],
    given.plan === undefined ? undefined : (event) => planned.has(event),
  );
}
