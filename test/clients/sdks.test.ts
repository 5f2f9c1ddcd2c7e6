import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Analytics } from '@segment/analytics-node';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { loadRegistry } from '../../src/own-events/load-registry.js';
import type { Registry } from '../../src/schema/registry.js';
import { startCollector } from '../listen/start-collector.js';
import { compileTypeScript, STRICT } from '../support/compile-typescript.js';
import { testFolders } from '../support/folders.js';
import { hasPython, mypy, runPython } from '../support/python.js';
import { ROOT } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';
import { largePlan } from './plan.js';

const folder = testFolders();

/** The schema that the guide on own events shows. */
function schemaOfTheDocs(): string {
  const page = readFileSync(join(ROOT, 'docs/guides/own-events.md'), 'utf8');
  return /```json file=order-placed\.json\n(.*?)```/s.exec(page)?.[1] ?? '';
}

/** What the clients are made of: the option, and the file that it names. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  own: ['--schema', 'order-placed.json'],
  plan: ['--tracking-plan', 'plan.json'],
};

const FILES = { 'order-placed.json': schemaOfTheDocs(), 'plan.json': JSON.stringify(largePlan()) };

/** What `events` prints of a source in a form. */
async function printed(cwd: string, source: string, as: string): Promise<string> {
  const argv = ['events', '--no-config', '--as', as, ...(SOURCES[source] ?? [])];
  const { code, stdout, stderr } = await runInProcess(argv, { cwd });
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

/** What a function makes, made once: these files take a second each. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A folder with the clients of all sources in one form. */
async function clientsIn(form: string, ending: string): Promise<string> {
  const cwd = folder(FILES);
  for (const source of Object.keys(SOURCES)) {
    writeFileSync(join(cwd, `${source}.${ending}`), await printed(cwd, source, form));
  }
  return cwd;
}

const typescript = once(() => clientsIn('client', 'ts'));
const pythonFolder = once(() => clientsIn('client-python', 'py'));

/** One example of each event of the sources. */
const examples = once(async () => {
  const cwd = folder(FILES);
  const entries = Object.keys(SOURCES).map(async (source) => {
    const all = examplesIn(await printed(cwd, source, 'example'));
    return [source, [...new Map(all.map((example) => [example.event, example])).values()]] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
});

const registries = new Map<string, Promise<Registry>>();

/** The registry of a source, made once, since it compiles the schemas. */
function registryOf(name: string): Promise<Registry> {
  const cwd = folder(FILES);
  const made =
    registries.get(name) ??
    loadRegistry({
      schemas: name === 'own' ? ['order-placed.json'] : [],
      trackingPlan: name === 'plan' ? 'plan.json' : undefined,
      schemasFrom: cwd,
      trackingPlanFrom: cwd,
      cwd,
    });
  registries.set(name, made);
  return made;
}

interface Example {
  readonly event: string;
  readonly properties: object;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly context?: object;
}

function examplesIn(text: string): Example[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Example);
}

/** A collector, and what it found in the records that it got: rules and events. */
async function collectorOf(name: string) {
  const { url, records } = await startCollector();
  const check = createCheck({
    registry: await registryOf(name),
    levelOf: ruleLevels([{ glob: 'track/*', level: 'off' }]),
    now: Date.now,
  });
  return {
    url,
    records,
    found: () =>
      records.flatMap(({ raw }) => check(raw).problems.map(({ rule, event, pointer }) => [rule, event, pointer])),
  };
}

const USE = `
  import { Analytics } from '@segment/analytics-node';
  import { AnalyticsBrowser, type Context } from '@segment/analytics-next';
  import { browserClient, serverClient } from './spec.js';
  import { browserClient as browserOfPlan, serverClient as serverOfPlan } from './plan.js';
  import { serverClient as serverOfOwn } from './own.js';

  const node = new Analytics({ writeKey: 'key' });
  const browser = AnalyticsBrowser.load({ writeKey: 'key' });
  const message = { conversationId: 'c1', messageId: 'm1', message_body: 'Hello' };
  const server = serverClient(node);
  server.messageSent({ ...message, tone: 'friendly' }, { userId: 'u1', timestamp: new Date() });
  server.messageSent(message, { anonymousId: 'a1', integrations: { All: false, 'Segment.io': {} } });
  export const sent: Promise<Context> = browserClient(browser).messageSent(message);
  serverOfOwn(node).orderPlaced({ orderId: 'ord_1', total: 2 }, { userId: 'u1' });
  // @ts-expect-error whose is it?
  server.messageSent(message, {});
  // @ts-expect-error whose is it?
  server.messageSent(message);
  // @ts-expect-error there is no message_body
  server.messageSent({ conversationId: 'c1', messageId: 'm1' }, { userId: 'u1' });
  // @ts-expect-error a rating is a number
  server.feedbackSubmitted({ conversationId: 'c1', rating: '5' }, { userId: 'u1' });
  // @ts-expect-error a timestamp is a Date
  server.messageSent(message, { userId: 'u1', timestamp: 'yesterday' });
  // @ts-expect-error orderId is a string
  serverOfOwn(node).orderPlaced({ orderId: 1, total: 2 }, { userId: 'u1' });
  // @ts-expect-error that is the SDK of browsers
  serverClient(browser);
  // @ts-expect-error that is the SDK of Node
  browserClient(node);
  const f0 = 'a' as const;
  serverOfPlan(node).then_({ id: '1', f0 }, { userId: 'u1', context: { app: { name: 'Shop' } } });
  // @ts-expect-error the plan asks for context.app
  serverOfPlan(node).then_({ id: '1', f0 }, { userId: 'u1' });
  browserOfPlan(browser).then_({ id: '1', f0 }, { context: { app: { name: 'Shop' } } });
  // @ts-expect-error the plan asks for context.app
  browserOfPlan(browser).then_({ id: '1', f0 });
  // @ts-expect-error the plan asks for userId
  serverOfPlan(node).date({ id: '1', f0: {} }, { anonymousId: 'a1' });
  browserOfPlan(browser).date({ id: '1', f0: {} });
`;

type Client = Record<string, (properties: object, options: object) => void>;

/** The table of a client: its functions by the names of their events. */
function functionsIn(client: string): Map<string, string> {
  const [, table = ''] = /const EVENTS = \{\n(.*?)\n\} as const/s.exec(client) ?? [];
  return new Map(
    [...table.matchAll(/^ {2}(\S+): (".*"),$/gm)].map(([, name = '', event = '""']) => [
      JSON.parse(event) as string,
      name,
    ]),
  );
}

describe('clients of the spec, of the docs’ own schema and of a plan of 300 events', () => {
  it('in TypeScript compile with both SDKs, and refuse what their schemas forbid', async () => {
    const cwd = await typescript();
    writeFileSync(join(cwd, 'use.ts'), USE);
    const options = { ...STRICT, lib: ['es2023', 'dom'], skipLibCheck: true };
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    symlinkSync(join(ROOT, 'node_modules'), join(cwd, 'node_modules'));
    expect(await compileTypeScript(cwd)).toBe('');
  });

  it('in TypeScript drive analytics-node against the collector, which finds nothing', async () => {
    const cwd = await typescript();
    for (const name of Object.keys(SOURCES)) {
      const source = readFileSync(join(cwd, `${name}.ts`), 'utf8');
      writeFileSync(join(cwd, `${name}.mjs`), (await transform(source, { loader: 'ts' })).code);
      const { serverClient } = (await import(pathToFileURL(join(cwd, `${name}.mjs`)).href)) as {
        serverClient: (analytics: Analytics) => Client;
      };
      const { url, records, found } = await collectorOf(name);
      const analytics = new Analytics({ writeKey: 'key', host: url, flushAt: 100 });
      const client = serverClient(analytics);
      const functions = functionsIn(source);
      const all = (await examples())[name] ?? [];
      for (const { event, properties, userId, anonymousId, context } of all) {
        const ids = userId === undefined ? { anonymousId } : { userId, anonymousId };
        client[functions.get(event) ?? '']?.(properties, { ...ids, ...(context === undefined ? {} : { context }) });
      }
      await analytics.closeAndFlush();
      expect(found()).toEqual([]);
      expect(records.map(({ event }) => event).toSorted()).toEqual(all.map(({ event }) => event).toSorted());
      expect(all).toHaveLength(functions.size);
    }
  });

  it('in TypeScript call check with the whole call, and send nothing if it throws', async () => {
    const cwd = await typescript();
    const source = readFileSync(join(cwd, 'own.ts'), 'utf8');
    writeFileSync(join(cwd, 'own.mjs'), (await transform(source, { loader: 'ts' })).code);
    const { serverClient } = (await import(pathToFileURL(join(cwd, 'own.mjs')).href)) as {
      serverClient: (analytics: object, settings: object) => Client;
    };
    const check = createCheck({ registry: await registryOf('own'), levelOf: ruleLevels([]), now: Date.now });
    const sent: object[] = [];
    const client = serverClient(
      { track: (call: object) => sent.push(call) },
      {
        check: (call: object) => {
          const bytes = Buffer.from(JSON.stringify(call));
          const [problem] = check({ file: 'a', number: 1, line: 1, column: 1, bytes }).problems;
          if (problem !== undefined) throw new Error(problem.message);
        },
      },
    );
    expect(() => client['orderPlaced']?.({ orderId: '1', total: 2 }, { userId: 'u1' })).toThrow(
      'orderId does not match',
    );
    client['orderPlaced']?.({ orderId: 'ord_1', total: 2 }, { userId: 'u1' });
    expect(sent).toEqual([{ event: 'Order Placed', userId: 'u1', properties: { orderId: 'ord_1', total: 2 } }]);
  });

  it('are the same each time, and say how to make them again', async () => {
    const cwd = await typescript();
    for (const source of ['spec', 'own']) {
      const text = readFileSync(join(cwd, `${source}.ts`), 'utf8');
      expect(await printed(cwd, source, 'client')).toBe(text);
      expect(text.split('\n')[1]).toBe(
        ['//   copilot-events events --as client', ...(SOURCES[source] ?? []), '--no-config -o <this file>'].join(' '),
      );
    }
  });
});

/** Tracks the examples with the SDK, by the functions whose bodies name their events. */
const DRIVE = `
import ast, importlib, json, re, sys
import segment.analytics

name, url = sys.argv[1:]
with open(name + ".py", encoding="utf-8") as file:
    text = file.read()
functions = {
    ast.literal_eval(event): function
    for function, event in re.findall(r'    def ([^_]\\w*)\\(\\n.*?self\\._track\\(("(?:[^"\\\\]|\\\\.)*")', text, re.S)
}
client = segment.analytics.Client("key", host=url, sync_mode=True, max_retries=0)
events = importlib.import_module(name).Events(client)
with open(name + ".ndjson", encoding="utf-8") as file:
    for line in file:
        record = json.loads(line)
        keys = ("userId", "anonymousId", "context")
        options = {key: record[key] for key in keys if record.get(key) is not None}
        getattr(events, functions[record["event"]])(record["properties"], options)
print(len(functions))
`;

describe.skipIf(!hasPython('generated Python clients with the SDK'))('clients in Python', () => {
  it('of the spec, of the docs’ own schema and of a plan of 300 events pass mypy in its strict mode', async () => {
    const cwd = await pythonFolder();
    const use = [
      'import spec',
      'import plan',
      'class Recorder:',
      '    def track(self, user_id: str | None = None, event: str | None = None, **rest: object) -> None: ...',
      'events = spec.Events(Recorder())',
      'message: spec.MessageSentProperties = {"conversationId": "c1", "messageId": "m1", "message_body": "Hello"}',
      'events.message_sent(message, {"userId": "u1"}, {"tone": "friendly"})',
      'events.message_sent(message, {})  # type: ignore[arg-type]',
      'events.message_sent({"conversationId": "c1"}, {"userId": "u1"})  # type: ignore[typeddict-item]',
      'plan.Events(Recorder()).then({"id": "1", "f0": "a"}, {"userId": "u1", "context": {"app": {"name": "Shop"}}})',
      'plan.Events(Recorder()).then({"id": "1", "f0": "a"}, {"userId": "u1"})  # type: ignore[arg-type]',
    ];
    writeFileSync(join(cwd, 'use.py'), `${use.join('\n')}\n`);
    expect(await mypy(cwd, ['spec.py', 'own.py', 'plan.py', 'use.py'])).toBe('');
  });

  it('of the spec, of the docs’ own schema and of a plan of 300 events drive segment-analytics-python against the collector, which finds nothing', async () => {
    const cwd = await pythonFolder();
    writeFileSync(join(cwd, 'drive.py'), DRIVE);
    for (const name of Object.keys(SOURCES)) {
      const all = (await examples())[name] ?? [];
      writeFileSync(join(cwd, `${name}.ndjson`), all.map((example) => `${JSON.stringify(example)}\n`).join(''));
      const { url, records, found } = await collectorOf(name);
      expect(Number(await runPython(cwd, ['drive.py', name, url]))).toBe(all.length);
      expect(found()).toEqual([]);
      expect(records.map(({ event }) => event)).toEqual(all.map(({ event }) => event));
    }
  });

  it('call check with the whole call, send nothing if it raises, and refuse a property in extra', async () => {
    const cwd = await pythonFolder();
    const use = `
import datetime, spec

calls = []
class Recorder:
    def track(self, **call): calls.append(call)
def check(call):
    if call["properties"]["message_body"] == "": raise ValueError("no text")
    print(sorted(call), call["timestamp"][-6:], call["properties"]["tone"])
events = spec.Events(Recorder(), check)
message = {"conversationId": "c1", "messageId": "m1", "message_body": ""}
for properties, extra in ((message, {}), ({**message, "message_body": "Hi"}, {"role": 1})):
    try: events.message_sent(properties, {"userId": "u1"}, extra)
    except ValueError as error: print(error)
time = datetime.datetime(2024, 5, 15, tzinfo=datetime.timezone.utc)
events.message_sent({**message, "message_body": "Hi"}, {"userId": "u1", "timestamp": time}, {"tone": "friendly"})
print(calls)
`;
    writeFileSync(join(cwd, 'use.py'), use);
    const sent =
      "{'user_id': 'u1', 'event': 'Message Sent', 'properties': {'conversationId': 'c1', 'messageId': 'm1', 'message_body': 'Hi', 'tone': 'friendly'}, 'context': None, 'timestamp': datetime.datetime(2024, 5, 15, 0, 0, tzinfo=datetime.timezone.utc), 'anonymous_id': None, 'integrations': None, 'message_id': None}";
    expect((await runPython(cwd, ['use.py'])).trimEnd().split('\n')).toEqual([
      'no text',
      "'role' belongs in the properties, not in extra",
      "['event', 'properties', 'timestamp', 'type', 'userId'] +00:00 friendly",
      `[${sent}]`,
    ]);
  });
});
