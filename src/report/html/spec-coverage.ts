import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { EventSchema } from '../../schema/event-schema.js';
import type { Field } from '../../schema/field.js';
import { pointerToPath } from '../../text/json-pointer.js';
import type { EventCoverage, Listed } from './report-document.js';

/** How many records of each event are looked at, and then one in how many. */
const FIRST = 100;
const ONE_IN = 256;

/** How many fields of an event are listed. */
const MAX_FIELDS = 100;

interface FieldCount {
  readonly field: Field;
  seen: number;
}

/** How often an event and its fields came up. */
export class EventSightings {
  readonly #schema: EventSchema;
  readonly #fields: FieldCount[];
  #count = 0;
  #looked = 0;

  constructor(schema: EventSchema) {
    this.#schema = schema;
    this.#fields = schema.fields.map((field) => ({ field, seen: 0 }));
  }

  /** Counts a record of the event; true if it is one to look at. */
  count(): boolean {
    this.#count++;
    return this.#count <= FIRST || this.#count % ONE_IN === 0;
  }

  /** Looks at the fields of a record that was counted. */
  look(value: JsonObject): void {
    this.#looked++;
    const properties = isObject(value['properties']) ? value['properties'] : {};
    for (const count of this.#fields) {
      const { name, parent } = count.field;
      if (Object.hasOwn(parent === '' ? value : properties, name)) count.seen++;
    }
  }

  toCoverage(): EventCoverage {
    const { origin, names, title } = this.#schema;
    const fields = this.#fields.slice(0, MAX_FIELDS).map(({ field: { pointer, required }, seen }) => ({
      path: pointerToPath(pointer),
      required,
      seen,
    }));
    return {
      name: names[0] ?? title,
      origin,
      count: this.#count,
      looked: this.#looked,
      fields: { shown: fields, total: this.#fields.length },
    };
  }
}

/** How much of what the schemas know came up. */
export class SpecCoverage {
  readonly #events = new Map<EventSchema, EventSightings>();

  constructor(events: readonly EventSchema[]) {
    for (const schema of events) this.#events.set(schema, new EventSightings(schema));
  }

  /** Of an event that the schemas know. */
  of(schema: EventSchema): EventSightings | undefined {
    return this.#events.get(schema);
  }

  listed(): Listed<EventCoverage> {
    const shown = [...this.#events.values()].map((sightings) => sightings.toCoverage());
    return { shown, total: shown.length };
  }
}
