import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { EventSchema } from '../../schema/event-schema.js';
import type { Field } from '../../schema/field.js';
import { pointerToPath } from '../../text/json-pointer.js';
import type { EventCoverage, Listed } from './report-document.js';
import { levelOf, MAX_LEVEL } from './sample-level.js';

/** How many records of each event are looked at: all of a small log. */
const MAX_LOOKED = 400;

/** Up to this length a record is kept as text until the end, when it is known whether it is looked at. In UTF-16 units. */
const MAX_KEPT_LENGTH = 1000;

/** A field of an event that a schema describes. */
interface CoveredField extends Pick<Field, 'name' | 'parent' | 'required'> {
  readonly path: string;
}

/** An event that a schema describes, as plain data. */
export interface CoveredEvent extends Pick<EventCoverage, 'name' | 'origin'> {
  readonly fields: readonly CoveredField[];
}

/** What coverage needs to know of a schema. */
export function coveredEvent({ origin, names, title, fields }: EventSchema): CoveredEvent {
  return {
    name: names[0] ?? title,
    origin,
    fields: fields.map(({ name, parent, required, pointer }) => ({
      name,
      parent,
      required,
      path: pointerToPath(pointer),
    })),
  };
}

/** How many fields of an event are listed. */
const MAX_FIELDS = 100;

/** The records of one level that were looked at, and in how many of them each field is. */
interface LevelCounts {
  looked: number;
  readonly seen: number[];
}

/** How often an event came up, as plain data. */
export interface PlainSightings {
  readonly count: number;
  readonly level: number;
  /** From that level on; null for one without a record. */
  readonly levels: readonly (LevelCounts | null)[];
}

/** A record that is looked at if the sample still has it at the end. */
interface KeptRecord {
  readonly level: number;
  readonly text: string;
}

/** How often an event and its fields came up: the fields in a sample of its records, see `levelOf`. */
export class EventSightings {
  readonly #about: Pick<EventCoverage, 'name' | 'origin'>;
  readonly #fields: readonly CoveredField[];
  #count = 0;
  #looked = 0;
  #level = 0;
  readonly #levels: (LevelCounts | undefined)[] = [];
  /** They are part of `#looked`. */
  #kept: KeptRecord[] = [];

  constructor({ name, origin, fields }: CoveredEvent) {
    this.#about = { name, origin };
    this.#fields = fields;
  }

  /** Counts a record of the event. */
  count(): void {
    this.#count++;
  }

  /** Whether a record is one to look at. @param word see `wordOf` */
  wants(word: number): boolean {
    return levelOf(word) >= this.#level;
  }

  /** Looks at the fields of a record that is wanted. */
  look(word: number, value: JsonObject): void {
    this.#looked++;
    this.#lookAt(levelOf(word), value);
    this.#limit();
  }

  /** Looks at a record that is wanted as it is written, at the end if possible: a sample drops most records of a long log. */
  lookAtText(word: number, text: string): void {
    this.#looked++;
    const isKept = text.length <= MAX_KEPT_LENGTH && this.#kept.length < MAX_LOOKED;
    if (!isKept) this.#lookAt(levelOf(word), JSON.parse(text) as JsonObject);
    else this.#kept.push({ level: levelOf(word), text });
    this.#limit();
  }

  #lookAt(level: number, value: JsonObject): void {
    const counts = this.#at(level);
    counts.looked++;
    const properties = isObject(value['properties']) ? value['properties'] : {};
    for (const [index, { name, parent }] of this.#fields.entries()) {
      if (Object.hasOwn(parent === '' ? value : properties, name)) counts.seen[index] = (counts.seen[index] ?? 0) + 1;
    }
  }

  #lookAtKept(): void {
    for (const { level, text } of this.#kept) this.#lookAt(level, JSON.parse(text) as JsonObject);
    this.#kept = [];
  }

  toJSON(): PlainSightings {
    this.#lookAtKept();
    const levels = Array.from({ length: MAX_LEVEL + 1 - this.#level }, (_, index) => this.#levels[this.#level + index]);
    return { count: this.#count, level: this.#level, levels: levels.map((counts) => counts ?? null) };
  }

  /** Adds the records of a part of the log, which were plain data. */
  addPlain({ count, level, levels }: PlainSightings): void {
    this.#count += count;
    this.#raiseTo(level);
    for (const [index, counts] of levels.entries()) {
      if (counts === null || level + index < this.#level) continue;
      const into = this.#at(level + index);
      into.looked += counts.looked;
      this.#looked += counts.looked;
      for (const [field, seen] of counts.seen.entries()) into.seen[field] = (into.seen[field] ?? 0) + seen;
    }
    this.#limit();
  }

  toCoverage(): EventCoverage {
    this.#lookAtKept();
    const fields = this.#fields.slice(0, MAX_FIELDS).map(({ path, required }, index) => {
      const seen = this.#levels.reduce((sum, counts) => sum + (counts?.seen[index] ?? 0), 0);
      return { path, required, seen };
    });
    return {
      ...this.#about,
      count: this.#count,
      looked: this.#looked,
      fields: { shown: fields, total: this.#fields.length },
    };
  }

  #at(level: number): LevelCounts {
    const known = this.#levels[level];
    if (known !== undefined) return known;
    const counts: LevelCounts = { looked: 0, seen: new Array<number>(this.#fields.length).fill(0) };
    this.#levels[level] = counts;
    return counts;
  }

  #limit(): void {
    while (this.#looked > MAX_LOOKED && this.#level < MAX_LEVEL) this.#raiseTo(this.#level + 1);
  }

  #raiseTo(level: number): void {
    for (; this.#level < level; this.#level++) {
      this.#looked -= this.#levels[this.#level]?.looked ?? 0;
      this.#levels[this.#level] = undefined;
    }
    const kept = this.#kept.filter((record) => record.level >= level);
    this.#looked -= this.#kept.length - kept.length;
    this.#kept = kept;
  }
}

/** How much of what the schemas know came up. */
export class SpecCoverage {
  readonly #events: readonly EventSightings[];
  readonly #bySchema = new Map<EventSchema, EventSightings>();

  /** @param events all that the schemas know, as schemas or as plain data */
  constructor(events: readonly (EventSchema | CoveredEvent)[]) {
    this.#events = events.map((event) => {
      if (!('document' in event)) return new EventSightings(event);
      const sightings = new EventSightings(coveredEvent(event));
      this.#bySchema.set(event, sightings);
      return sightings;
    });
  }

  /** Of an event that the schemas know. */
  of(schema: EventSchema): EventSightings | undefined {
    return this.#bySchema.get(schema);
  }

  listed(): Listed<EventCoverage> {
    const shown = this.#events.map((sightings) => sightings.toCoverage());
    return { shown, total: shown.length };
  }

  toJSON(): readonly PlainSightings[] {
    return this.#events.map((sightings) => sightings.toJSON());
  }

  /** Adds the records of a part of the log, which was checked with the same schemas. */
  addPlain(events: readonly PlainSightings[]): void {
    for (const [index, plain] of events.entries()) this.#events[index]?.addPlain(plain);
  }
}
