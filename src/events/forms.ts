import type { CheckRecord } from '../check/check-record.js';
import type { ClientEvent } from '../clients/client-event.js';
import { resolveWithin } from '../own-events/bundle.js';
import { SchemaLibrary } from '../own-events/schema-library.js';
import type { JsonObject } from '../record/record.js';
import type { EventSchema } from '../schema/event-schema.js';
import type { Registry } from '../schema/registry.js';
import { builtInRegistry } from '../schema/registry.js';
import { safeName, safeText } from '../text/safe-name.js';
import { eventDocument } from './event-document.js';
import type { BuiltInExamples } from './event-examples.js';
import { eventExamples } from './event-examples.js';
import { eventPlan } from './event-plan.js';
import { eventsTable, eventTable } from './event-table.js';

/** What a form is made from. */
export interface FormSubject {
  readonly events: readonly EventSchema[];
  /** Whether the one event was asked for by its name. */
  readonly isOne: boolean;
  readonly registry: Registry;
  readonly check: CheckRecord;
  /** The command line that makes the text again, as far as it does not name the output. */
  readonly command: string;
  /** The width of the terminal that the text goes to; undefined where there is none. */
  readonly columns: number | undefined;
  readonly builtInExamples: () => Promise<BuiltInExamples>;
}

/** The known events in one form: its text, and what has to be reported beside it. */
export interface Formed {
  readonly text: string;
  readonly notes?: readonly string[];
}

/** Makes one form of the known events. @throws {Failure} if there is no such form of them. */
export type Form = (subject: FormSubject) => Formed | Promise<Formed>;

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const table: Form = ({ events, isOne, registry, columns }) => {
  const [event] = events;
  const library = new SchemaLibrary();
  const text =
    isOne && event !== undefined
      ? eventTable(event, registry, library, columns)
      : eventsTable(events, registry, library, columns);
  return { text };
};

const schema: Form = ({ events }) => ({ text: pretty(eventDocument(events, new SchemaLibrary())) });

/** What starts a conversation comes first and what ends it last, so that the spec's examples form a conversation. */
const PLACE_IN_STORY: Readonly<Record<string, number>> = { 'Conversation Started': -1, 'Conversation Ended': 1 };

function asStory(events: readonly EventSchema[]): EventSchema[] {
  const place = ({ names: [name = ''] }: EventSchema): number => PLACE_IN_STORY[name] ?? 0;
  return events.toSorted((a, b) => place(a) - place(b));
}

const example: Form = async ({ events, isOne, registry, check, builtInExamples }) => {
  const builtIn = await builtInExamples();
  // Among many, only what may be sent: an event that the plan does not list is a problem whatever it holds.
  const isShown = (name: string): boolean => isOne || (registry.isPlanned?.(name) ?? true);
  const records = asStory(events).flatMap((event) =>
    event.names.filter(isShown).flatMap((name) => eventExamples(event, name, check, builtIn)),
  );
  return { text: records.map((record) => `${JSON.stringify(record)}\n`).join('') };
};

const trackingPlan: Form = ({ events, isOne, registry: { calls } }) => {
  const { rules, lost } = eventPlan(events, isOne ? {} : calls, new SchemaLibrary());
  const notes = [...lost].map(
    ([name, keywords]) => `${safeName(name)}: the plan leaves out ${keywords.join(', ')}, which a plan cannot express`,
  );
  return { text: pretty({ rules }), notes };
};

const typescript: Form = async ({ events, isOne, registry: { calls } }) => {
  const { eventTypes } = await import('../typescript/event-types.js');
  const schemas = [...events, ...(isOne ? [] : Object.values(calls))].map((schema, index) => ({
    id: schema.names[0] ?? `${schema.call} ${index}`,
    document: eventDocument([schema], new SchemaLibrary()) as JsonObject,
    call: schema.call,
    names: schema.names,
  }));
  // The documents are self-contained: no reference leads out of one.
  return { text: await eventTypes(schemas, () => undefined) };
};

function isOfSpec(name: string): boolean {
  return builtInRegistry().match(name).kind === 'exact';
}

/** The events that a client tracks, which are those that may be sent, and what has to be reported about them. */
async function clientOf({ events, isOne, registry }: FormSubject): Promise<{ events: ClientEvent[]; notes: string[] }> {
  const { clientEvents } = await import('../clients/client-event.js');
  const made = events.flatMap((schema) => {
    const document = eventDocument([schema], new SchemaLibrary());
    const { names, description } = schema;
    return clientEvents({ names, description, document, resolve: resolveWithin(document), isSpec: isOfSpec });
  });
  const sent = made.filter(({ name }) => isOne || (registry.isPlanned?.(name) ?? true));
  const notes = sent.flatMap(({ name, unset }) =>
    unset.length === 0
      ? []
      : [
          `${safeName(name)}: its schema requires ${unset.map((field) => safeName(field)).join(', ')}, which no SDK sends`,
        ],
  );
  return { events: sent, notes };
}

/** The first lines of a file that people must not edit. */
function clientHeader(command: string): string[] {
  return [
    'Made by copilot-events from JSON Schema. Do not edit: change the schemas, and make this file again:',
    `  ${safeText(command)} -o <this file>`,
  ];
}

const client: Form = async (subject) => {
  const { events, notes } = await clientOf(subject);
  const { typescriptClient } = await import('../clients/typescript-client.js');
  return { text: typescriptClient(events, clientHeader(subject.command)), notes };
};

const pythonClient: Form = async (subject) => {
  const { events, notes } = await clientOf(subject);
  const { pythonClient: write } = await import('../clients/python-client.js');
  return { text: write(events, clientHeader(subject.command)), notes };
};

/** Every form of the known events, by the name that `--as` gives it. */
export const FORMS = {
  table,
  schema,
  example,
  typescript,
  'tracking-plan': trackingPlan,
  client,
  'client-python': pythonClient,
} as const satisfies Record<string, Form>;

export type FormName = keyof typeof FORMS;
