import { isMeantFrom } from '../rules/near-miss.js';
import type { Call, EventSchema } from '../schema/event-schema.js';
import { CALLS } from '../schema/event-schema.js';
import type { Field } from '../schema/field.js';
import type { Registry } from '../schema/registry.js';
import { normalName } from '../text/normal-name.js';
import * as at from './layout.js';
import type { PlanMembers, PlanNode } from './plan.js';
import { planOf } from './plan.js';
import type { TableMemory } from './table-memory.js';

const ROLES: Readonly<Record<string, number>> = {
  '/timestamp': at.ROLE_TIMESTAMP,
  '/userId': at.ROLE_USER_ID,
  '/anonymousId': at.ROLE_ID,
  '/messageId': at.ROLE_TOP_MESSAGE_ID,
  '/groupId': at.ROLE_ID,
  '/previousId': at.ROLE_ID,
  '/properties/conversationId': at.ROLE_CONVERSATION_ID,
  '/properties/messageId': at.ROLE_MESSAGE_ID,
  '/properties/message_count': at.ROLE_MESSAGE_COUNT,
  '/integrations/Segment.io': at.ROLE_DELIVERY,
  '/sentAt': at.ROLE_STAMP,
  '/receivedAt': at.ROLE_STAMP,
  '/originalTimestamp': at.ROLE_STAMP,
  '/traits': at.ROLE_TRAITS,
};

const utf8 = new TextEncoder();

/** The smallest power of two of slots that leaves at least half of them free. */
function slotsFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
}

/** Writes plans into the scanner's memory, one after the other. */
class PlanWriter {
  readonly #memory: TableMemory;

  constructor(memory: TableMemory) {
    this.#memory = memory;
  }

  /** Writes the plan for the records of a schema; returns its place. @throws {TablesTooLarge} */
  schema(schema: EventSchema, flags: number): number {
    const { view } = this.#memory;
    const plan = schema.variant === undefined ? planOf(schema) : undefined;
    const place = this.#memory.allocate(at.SCHEMA_SIZE);
    const own = schema.files.length > 0 ? at.IS_OWN : 0;
    view.setUint32(place + at.SCHEMA_FLAGS, flags | own | (plan === undefined ? at.IS_UNSUPPORTED : 0), true);
    if (plan === undefined) return place;
    const bits = new FieldBits(plan);
    view.setUint32(place + at.SCHEMA_MEMBERS, this.#members(plan, '', { schema, bits }), true);
    view.setBigUint64(place + at.SCHEMA_CONVERSATION_ID, bits.ofProperty('conversationId'), true);
    view.setBigUint64(place + at.SCHEMA_MESSAGE_ID, bits.ofProperty('messageId'), true);
    return place;
  }

  /** Writes a node. @param where its pointer, as far down as there are members with roles */
  #node(node: PlanNode | undefined, where?: string, of?: Described): number {
    if (node === undefined) return 0;
    const { view } = this.#memory;
    const place = this.#memory.allocate(at.NODE_SIZE);
    view.setUint32(place + at.NODE_KINDS, node.kinds, true);
    let flags = node.isDateTime ? at.IS_DATE_TIME : 0;
    if (node.minLength > 0 || node.maxLength < 0xffffffff) flags |= at.HAS_LENGTH;
    if (node.minimum > Number.NEGATIVE_INFINITY || node.maximum < Number.POSITIVE_INFINITY) flags |= at.HAS_RANGE;
    if (node.listed !== undefined) flags |= at.HAS_ENUM;
    view.setUint32(place + at.NODE_FLAGS, flags, true);
    view.setUint32(place + at.NODE_MIN_LENGTH, node.minLength, true);
    view.setUint32(place + at.NODE_MAX_LENGTH, node.maxLength, true);
    view.setFloat64(place + at.NODE_MINIMUM, node.minimum, true);
    view.setFloat64(place + at.NODE_MAXIMUM, node.maximum, true);
    this.#listed(place, node.listed);
    if (node.members !== undefined) {
      view.setUint32(place + at.NODE_MEMBERS, this.#members(node.members, where, of), true);
    }
    view.setUint32(place + at.NODE_ITEMS, this.#node(node.items), true);
    return place;
  }

  #listed(place: number, listed: PlanNode['listed']): void {
    if (listed === undefined) return;
    const { view } = this.#memory;
    const strings = this.#memory.allocate(listed.strings.length * 8);
    listed.strings.forEach((text, index) => {
      const bytes = utf8.encode(text);
      view.setUint32(strings + index * 8, this.#memory.text(bytes), true);
      view.setUint32(strings + index * 8 + 4, bytes.length, true);
    });
    const numbers = this.#memory.allocate(listed.numbers.length * 8);
    for (const [index, number] of listed.numbers.entries()) view.setFloat64(numbers + index * 8, number, true);
    view.setUint32(place + at.NODE_STRINGS, strings, true);
    view.setUint32(place + at.NODE_STRING_COUNT, listed.strings.length, true);
    view.setUint32(place + at.NODE_NUMBERS, numbers, true);
    view.setUint32(place + at.NODE_NUMBER_COUNT, listed.numbers.length, true);
  }

  #members(members: PlanMembers, where?: string, of?: Described): number {
    const { view } = this.#memory;
    const place = this.#memory.allocate(at.MEMBERS_SIZE);
    const names = [...members.named.keys()];
    const bitOf = (name: string): bigint => 1n << BigInt(names.indexOf(name));
    const all = (wanted: readonly string[]): bigint => wanted.reduce((bits, name) => bits | bitOf(name), 0n);
    const parent = where === '' || where === '/properties' ? (where.slice(1) as Field['parent']) : undefined;
    const branches = members.groups.flat();
    const slots = slotsFor(names.length);
    const table = this.#memory.allocate(slots * at.SLOT_SIZE);
    for (const [name, node] of members.named) {
      const bytes = utf8.encode(`${name}":`);
      const slot = this.#memory.slotFor(table, slots - 1, this.#memory.text(bytes), bytes.length - at.KEY_END_LENGTH);
      const pointer = where === undefined ? undefined : `${where}/${name}`;
      view.setBigUint64(slot + at.SLOT_BIT, bitOf(name), true);
      view.setUint32(slot + at.SLOT_NODE, this.#node(node, pointer, of), true);
      view.setUint32(slot + at.SLOT_ROLE, (pointer === undefined ? undefined : ROLES[pointer]) ?? 0, true);
      const checks = branches.flatMap(({ checks }, branch) => {
        const check = checks.get(name);
        return check === undefined ? [] : [{ node: this.#node(check), bit: 2 ** branch }];
      });
      const first = this.#memory.allocate(checks.length * at.CHECK_SIZE);
      checks.forEach(({ node, bit }, index) => {
        view.setUint32(first + index * at.CHECK_SIZE + at.CHECK_NODE, node, true);
        view.setUint32(first + index * at.CHECK_SIZE + at.CHECK_BIT, bit, true);
      });
      view.setUint32(slot + at.SLOT_CHECKS, first, true);
      view.setUint32(slot + at.SLOT_CHECK_COUNT, checks.length, true);
      let flags = checks.length > 0 ? at.HAS_MORE : 0;
      if (of !== undefined && parent !== undefined) {
        if (this.#meant(slot, name, parent, of)) flags |= at.HAS_MORE;
        const known = parent === '' ? of.schema.topNames : of.schema.propertyNames;
        if (!known.has(name)) flags |= at.IS_OTHER;
      }
      view.setUint32(slot + at.SLOT_FLAGS, flags, true);
    }
    view.setBigUint64(place + at.MEMBERS_REQUIRED, all(members.required), true);
    view.setUint32(place + at.MEMBERS_TABLE, table, true);
    view.setUint32(place + at.MEMBERS_MASK, slots - 1, true);
    view.setUint32(place + at.MEMBERS_OTHERS, this.#node(members.others), true);
    let flags = members.noOthers ? at.NO_OTHERS : 0;
    if (parent === 'properties') flags |= at.IS_PROPERTIES;
    if (of !== undefined && parent !== undefined) flags |= this.#near(place, parent, of);
    view.setUint32(place + at.MEMBERS_FLAGS, flags, true);
    const groups = this.#memory.allocate(branches.length * at.BRANCH_SIZE);
    const ends = new Set(members.groups.map((group) => group.at(-1)));
    branches.forEach((branch, index) => {
      const entry = groups + index * at.BRANCH_SIZE;
      view.setBigUint64(entry + at.BRANCH_REQUIRED, all(branch.required), true);
      view.setUint32(entry + at.BRANCH_BIT, 2 ** index, true);
      view.setUint32(entry + at.BRANCH_ENDS, ends.has(branch) ? 1 : 0, true);
    });
    view.setUint32(place + at.MEMBERS_GROUPS, groups, true);
    view.setUint32(place + at.MEMBERS_GROUP_COUNT, branches.length, true);
    return place;
  }

  /**
   * Writes the fields that a member may mean under another name; a name of the schema means only itself. Returns whether there may
   * be some.
   */
  #meant(slot: number, name: string, parent: Field['parent'], { schema, bits }: Described): boolean {
    const names = parent === '' ? schema.topNames : schema.propertyNames;
    // `action` is a field of the call only if it names the call.
    if (names.has(name) && !(parent === '' && name === 'action')) return false;
    this.#setMeans(slot + at.SLOT_MEANS_TOP, bits.of(schema.fieldsByName.get(normalName(name)) ?? [], parent));
    return true;
  }

  /** Writes the table of the right and wrong names of fields. */
  #near(place: number, parent: Field['parent'], { schema, bits }: Described): number {
    const { view } = this.#memory;
    const slots = slotsFor(schema.fieldsByName.size);
    const table = this.#memory.allocate(slots * at.NEAR_SIZE);
    let flags = 0;
    for (const [name, fields] of schema.fieldsByName) {
      const bytes = utf8.encode(name);
      if (bytes.some((byte) => byte >= 0x80)) flags = at.ANY_LETTERS;
      const slot = this.#memory.nearSlotFor(table, slots - 1, this.#memory.text(bytes), bytes.length);
      this.#setMeans(slot + at.NEAR_MEANS_TOP, bits.of(fields, parent));
    }
    view.setUint32(place + at.MEMBERS_NEAR, table, true);
    view.setUint32(place + at.MEMBERS_NEAR_MASK, slots - 1, true);
    return flags;
  }

  #setMeans(place: number, { top, properties }: { readonly top: bigint; readonly properties: bigint }): void {
    const { view } = this.#memory;
    view.setBigUint64(place, view.getBigUint64(place, true) | top, true);
    view.setBigUint64(place + 8, view.getBigUint64(place + 8, true) | properties, true);
  }
}

interface Described {
  readonly schema: EventSchema;
  readonly bits: FieldBits;
}

/** The bits of a schema’s fields among the members of the record, and among those of its `properties`. */
class FieldBits {
  readonly #top: readonly string[];
  readonly #properties: readonly string[];

  constructor(plan: PlanMembers) {
    this.#top = [...plan.named.keys()];
    this.#properties = [...(plan.named.get('properties')?.members?.named.keys() ?? [])];
  }

  ofProperty(name: string): bigint {
    const index = this.#properties.indexOf(name);
    // No member has this bit, so that it counts as missing.
    return 1n << BigInt(index === -1 ? 63 : index);
  }

  of(fields: readonly Field[], foundIn: Field['parent']): { top: bigint; properties: bigint } {
    let top = 0n;
    let properties = 0n;
    for (const field of fields) {
      if (!isMeantFrom(field, foundIn)) continue;
      if (field.parent === 'properties') properties |= this.ofProperty(field.name);
      else top |= 1n << BigInt(this.#top.includes(field.name) ? this.#top.indexOf(field.name) : 63);
    }
    return { top, properties };
  }
}

const FLAGS_OF_CALLS: Readonly<Partial<Record<Call, number>>> = {
  track: at.IS_TRACK | at.IS_STANDARD_TRACK,
  identify: at.IS_IDENTIFY,
};

/**
 * Writes the plans of all schemas, first those of the calls, at the beginning of the tables. Returns their places.
 * @throws {TablesTooLarge}
 */
export function writePlans(memory: TableMemory, { calls, events }: Registry): readonly number[] {
  const writer = new PlanWriter(memory);
  return [
    ...CALLS.map((call) => writer.schema(calls[call], FLAGS_OF_CALLS[call] ?? 0)),
    ...events.map((schema) => writer.schema(schema, schema.names.includes('Feedback Submitted') ? at.IS_FEEDBACK : 0)),
  ];
}
