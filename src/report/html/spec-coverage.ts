import { pointerToPath } from '../../problem/json-pointer.js';
import type { JsonObject } from '../../record/record.js';
import { valueAt } from '../../record/value-at.js';
import type { EventSchema } from '../../schema/event-schema.js';
import type { EventCoverage, Listed } from './report-document.js';

/** Of each event so many records are looked at, and then one in so many. */
const FIRST = 200;
const ONE_IN = 256;

/** How many fields of an event are told. */
const MOST_FIELDS = 100;

interface FieldCount {
  readonly pointer: string;
  readonly required: boolean;
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
    this.#fields = schema.fields.map(({ pointer, required }) => ({ pointer, required, seen: 0 }));
  }

  /** Counts a record of the event; true if it is one to look at. */
  count(): boolean {
    this.#count++;
    return this.#count <= FIRST || this.#count % ONE_IN === 0;
  }

  /** Looks at the fields of a record that was counted. */
  look(value: JsonObject): void {
    this.#looked++;
    for (const field of this.#fields) if (valueAt(value, field.pointer) !== undefined) field.seen++;
  }

  toCoverage(): EventCoverage {
    const { origin, names, title } = this.#schema;
    const fields = this.#fields.slice(0, MOST_FIELDS).map(({ pointer, required, seen }) => ({
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
