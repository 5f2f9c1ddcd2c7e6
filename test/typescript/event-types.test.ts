import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.js';
import type { JsonObject } from '../../src/record/record.js';
import { eventTypes } from '../../src/typescript/event-types.js';
import type { FindDocument } from '../../src/typescript/gather-schemas.js';
import { PATIENT, runs } from '../properties/runs.js';
import { FILES, load } from '../schemas/schema-files.js';
import { compileTypeScript, STRICT } from '../support/compile-typescript.js';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import { ROOT } from '../support/root.js';

const folder = testFolders();

/** What the compiler says of some files: nothing, if they are right. */
async function compiled(files: Files): Promise<string> {
  const project = folder({ ...files, 'tsconfig.json': JSON.stringify({ compilerOptions: STRICT }) });
  return compileTypeScript(project);
}

/** A schema of our own or of a test as the generator takes it, with what the document says of itself. */
function typed(id: string, document: JsonObject) {
  const { type, event } = document['properties'] as Readonly<Record<string, JsonObject | undefined>>;
  const names = event === undefined || id.startsWith('calls/') ? [] : [event['const'] ?? event['enum']].flat();
  return { id, document, call: (type?.['const'] ?? 'track') as 'track', names: names as string[] };
}

const builtIn = FILES.filter((file) => /^(?:events|calls)\//.test(file)).map((file) => typed(file, load(file)));

const find: FindDocument = (ref, from) => {
  const id = posix.join(posix.dirname(from), ref);
  return FILES.includes(id) ? { id, document: load(id) } : undefined;
};

/** An event of a test, with these properties, beside what the spec's envelope says. */
function own(event: string, properties: JsonObject, more: JsonObject = {}) {
  return typed('events/own.schema.json', {
    allOf: [{ $ref: '../envelope.schema.json' }],
    type: 'object',
    properties: { event: { const: event }, properties },
    ...more,
  });
}

describe('the types of the built-in events', () => {
  it('the types of the built-in events are those that the library is built with', async () => {
    const built = readFileSync(join(ROOT, 'src/schema/generated/event-types.ts'), 'utf8');
    expect(await eventTypes(builtIn, find)).toBe(built);
    const shipped = readFileSync(join(ROOT, 'dist/types/schema/generated/event-types.d.ts'), 'utf8');
    expect(shipped.match(/^export type \w+/gm)).toEqual(built.match(/^export type \w+/gm));
  });

  it('the types of the built-in events compile, narrow by the name of the event, and allow additional fields', async () => {
    const use = `
      import type { CopilotCall, CopilotEvent, ConversationStarted, FeedbackSubmitted, TrackCall } from './events.js';

      export function read(event: CopilotEvent): string | number | undefined {
        switch (event.event) {
          case 'Message Sent': return event.properties.message_body;
          case 'Feedback Submitted': return event.properties.rating;
          case 'Conversation Ended': return event.properties.message_count;
          case 'Component Loaded':
          case 'Custom Component Loaded': return event.properties.type;
          case 'Conversation Started': {
            const further: unknown = event.properties['further'];
            // @ts-expect-error what is not described may be anything
            const text: string = event.properties['further'];
            // @ts-expect-error a start has no body
            return event.properties.message_body ?? further ?? text;
          }
          case 'Message Received':
          case 'Action Invoked':
          case 'Media Generated': return event.properties.role;
          default: {
            const never: never = event;
            return never;
          }
        }
      }
      export const started: ConversationStarted = {
        event: 'Conversation Started', userId: 'u1', further: [1], properties: { conversationId: 'c1', further: 2 },
      };
      export const other: TrackCall = { event: 'Item Purchased', anonymousId: 'a1', action: 'track' };
      export const calls: CopilotCall[] = [started, other, { type: 'identify', userId: 'u1', anonymousId: null }];
      // @ts-expect-error a rating is a number
      export const rated: FeedbackSubmitted = { ...started, event: 'Feedback Submitted', properties: { conversationId: 'c1', rating: '5' } };
      // @ts-expect-error whose is it?
      export const nobodys: ConversationStarted = { event: 'Conversation Started', properties: { conversationId: 'c1' } };
      // @ts-expect-error there is no such event
      export const name: CopilotEvent['event'] = 'Conversation Begun';
    `;
    expect(await compiled({ 'events.ts': await eventTypes(builtIn, find), 'use.ts': use })).toBe('');
    // The compiler is asked, and would say so.
    expect(await compiled({ 'events.ts': await eventTypes(builtIn, find), 'use.ts': `${use}\nread(5);` })).toContain(
      'use.ts',
    );
  });

  it('the types of the built-in events are readable, with short lines and doc comments', async () => {
    const text = await eventTypes(builtIn, find);
    expect(text).not.toMatch(/part\d|schema\d|\(|;;|^.{125}/im);
    expect(text.split('\n\n')).toContain(
      [
        '/** A customer sent the first message of a new conversation. */',
        'export type ConversationStarted = SegmentCall & {',
        '  /** The call\'s name, which is "track". */',
        '  type?: "track";',
        '  /** The event\'s name, which is "Conversation Started". */',
        '  event: "Conversation Started";',
        "  /** The event's properties. Further ones are welcome. */",
        '  properties: {',
        "    /** The conversation's unique identifier. Every later event of the conversation repeats it. */",
        '    conversationId: string;',
        '    [k: string]: unknown;',
        '  };',
        '  [k: string]: unknown;',
        '};',
      ].join('\n'),
    );
  });
});

describe('the types of events of one’s own', () => {
  const refunded = own(
    'Order Refunded',
    {
      type: 'object',
      required: ['orderId', 'lines', 'reason'],
      properties: {
        orderId: { $ref: '#/$defs/order%20id' },
        messageId: { $ref: 'message-sent.schema.json#/properties/properties/properties/messageId' },
        lines: { type: 'array', items: { $ref: '#line' } },
        reason: { enum: ['late', 'broken', null, 7] },
        range: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }], items: false },
        pair: { items: [{ type: 'integer' }, true], additionalItems: { type: 'null' } },
        parent: { $ref: '#', description: 'The refund before this one.' },
        amount: { oneOf: [{ type: 'number' }, { type: 'object', properties: { cents: { type: 'integer' } } }] },
        nothing: false,
        anything: true,
        'a-b': { type: ['boolean', 'null'] },
        $ref: { type: 'string' },
        title: { type: 'number', title: 'Not a name "{" of a type' },
      },
      additionalProperties: { type: ['string', 'number', 'array', 'boolean', 'object', 'null'] },
    },
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: {
        'order id': { type: 'string', minLength: 1 },
        line: { $anchor: 'line', type: 'object', properties: { sku: { type: 'string' } }, additionalProperties: false },
      },
    },
  );

  it('the types of the user’s events are in the union beside the built-in ones', async () => {
    const text = await eventTypes([...builtIn, refunded], find);
    const use = `
      import type { CopilotEvent, OrderRefunded } from './events.js';
      export function read(event: CopilotEvent): unknown {
        if (event.event === 'Message Sent') return event.properties.message_body.length;
        if (event.event !== 'Order Refunded') return undefined;
        const { orderId, messageId, lines, reason, range, pair, parent, nothing, anything } = event.properties ?? no();
        const texts: (string | undefined)[] = [orderId, messageId, lines[0]?.sku, range?.[1]];
        const numbers: (number | undefined)[] = [range?.[0], pair?.[0]];
        const reasons: 'late' | 'broken' | null | 7 = reason;
        const before: 'Order Refunded' | undefined = parent?.event;
        const none: undefined = nothing;
        // @ts-expect-error a line has nothing else
        lines[0]?.price;
        return [texts, numbers, reasons, before, none, anything, event.userId];
      }
      function no(): never { throw new Error(); }
      export const event: OrderRefunded = {
        event: 'Order Refunded', userId: 'u1', properties: { orderId: 'o1', lines: [{ sku: 's1' }], reason: 7, 'a-b': null },
      };
      // @ts-expect-error no reason is given
      event.properties = { orderId: 'o1', lines: [] };
    `;
    expect(await compiled({ 'events.ts': text, 'use.ts': use })).toBe('');
    expect(text).toContain('    /** The refund before this one. */\n    parent?: OrderRefunded');
  });

  it('eventTypes gives every type a name of its own', async () => {
    const events = ['Identity', 'Copilot Event', 'copilot-event', 'Message Sent', '注文', '4 u', 'class'];
    const schemas = events.map((event, index) => ({ ...own(event, {}), id: `events/own${index}.schema.json` }));
    const text = await eventTypes([...builtIn, ...schemas], find);
    const names = text.match(/(?<=^export (?:type|interface) )[\w$]+/gm) ?? [];
    expect(new Set(names).size).toBe(names.length);
    const use = `import type { CopilotEvent } from './events.js';\n${events
      .map((event, index) => `export const name${index}: CopilotEvent['event'] = ${JSON.stringify(event)};`)
      .join('\n')}`;
    expect(await compiled({ 'events.ts': text, 'use.ts': use })).toBe('');
  });

  it('the type of an event requires the event’s name even where its schema does not', async () => {
    const text = await eventTypes([own('Order Refunded', {}, { allOf: [] })], find);
    expect(text).toMatch(/\n {2}event: "Order Refunded";\n/);
  });

  it.each([
    ['another file', 'none.schema.json'],
    ['the network', 'https://example.com/order.json'],
    ['a part that is not there', 'message-sent.schema.json#/definitions/none'],
    ['an anchor that is not there', '#none'],
  ])('eventTypes fails for a $ref to %s', async (_, $ref) => {
    const failure = await eventTypes([own('Order Refunded', { $ref })], find).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toBe(
      `cannot make types of events/own.schema.json: its $ref ${$ref} names nothing`,
    );
    expect((failure as Failure).hint).toContain('nothing is fetched');
  });

  it('eventTypes fails for an invalid schema', async () => {
    const failure = eventTypes([own('Order Refunded', { enum: 5 })], find);
    await expect(failure).rejects.toThrow(Failure);
    await expect(failure).rejects.toMatchObject({ hint: expect.stringContaining('not a JSON Schema') });
  });

  it('eventTypes makes types that compile, whatever the schemas contain', PATIENT, async () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('type', '*/', '}', 'a {', '__proto__'),
    );
    const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        fc.record(
          {
            type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object', [
              'string',
              'null',
            ]),
            description: names,
            title: names,
          },
          { requiredKeys: [] },
        ),
        fc.boolean(),
        fc.record({ const: fc.jsonValue({ maxDepth: 1 }) }),
        fc.record({ enum: fc.uniqueArray(fc.oneof(names, fc.integer()), { minLength: 1, maxLength: 3 }) }),
        fc.record(
          {
            type: fc.constant('object'),
            required: fc.uniqueArray(names, { maxLength: 2 }),
            properties: fc.dictionary(names, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
            additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
            description: names,
          },
          { requiredKeys: ['properties'] },
        ),
        fc.record({ items: tie('schema') }),
        fc.record({ prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }), description: names }),
        fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
        fc.record({
          $ref: fc.constantFrom('#', '#/properties/event', 'message-sent.schema.json', '../envelope.schema.json'),
        }),
      ),
    }));
    await fc.assert(
      // Many at a time: the compiler takes longer to start than to read them.
      fc.asyncProperty(fc.array(schema, { minLength: 30, maxLength: 40 }), async (schemas) => {
        const files: Record<string, string> = {};
        for (const [index, properties] of schemas.entries()) {
          files[`events${index}.ts`] = await eventTypes([own('Own', properties as JsonObject)], find);
        }
        expect(syntaxErrors(await compiled(files))).toBe('');
      }),
      runs(4),
    );
  });
});

/**
 * What the compiler says of the syntax (1xxx). Schemas made by chance contradict themselves, as where a field has another type
 * than all further ones, and so do their types.
 */
function syntaxErrors(said: string): string {
  return said
    .split('\n')
    .filter((line) => /error TS(?:1\d{3}|2304|2300):/.test(line))
    .join('\n');
}
