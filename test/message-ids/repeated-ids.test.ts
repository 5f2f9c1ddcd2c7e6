import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import { checkSources } from '../../src/check/check-sources.js';
import { FastPath } from '../../src/check/fast-path.js';
import type { LateProblem } from '../../src/check/late-problem.js';
import { MessageIdCheck } from '../../src/check/message-ids/message-id-check.js';
import type { MessageIdMemory } from '../../src/check/message-ids/message-id-rows.js';
import { DEFAULT_MEMORY } from '../../src/check/message-ids/message-id-rows.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { SummaryCounter } from '../../src/check/summary.js';
import { fileSource } from '../../src/input/text-chunks.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';
import { runs } from '../properties/runs.js';
import { testFolders } from '../support/folders.js';

const newFolder = testFolders();
const files = new TemporaryFiles({ folder: newFolder() });

/** Everything goes to files, and every partition is sorted there. */
const TINY: MessageIdMemory = { rowBytes: 1, partitionBytes: 0, sorterBytes: 500 };

interface Event {
  readonly id: string | undefined;
  readonly contents: number;
  readonly isValid: boolean;
}

/** The lines of an event: its keys in either order. */
function line({ id, contents, isValid }: Event, isReversed: boolean): string {
  const members = Object.entries({
    type: 'page',
    ...(isValid && { userId: 'u1' }),
    ...(id && { messageId: id }),
    name: `p${contents}`,
  });
  return JSON.stringify(Object.fromEntries(isReversed ? members.reverse() : members));
}

/** The places of events whose id an earlier event has with other contents, each with the first place of the id. */
function model(logs: readonly (readonly Event[])[]): string[] {
  const first = new Map<string, { place: string; contents: string }>();
  const seen = new Set<string>();
  const found: string[] = [];
  for (const [file, events] of logs.entries()) {
    for (const [index, { id, contents, isValid }] of events.entries()) {
      if (id === undefined) continue;
      const place = `${file}:${index + 1}`;
      const what = `${contents} ${isValid}`;
      const known = first.get(id);
      if (known === undefined) first.set(id, { place, contents: what });
      else if (known.contents !== what && !seen.has(`${id} ${what}`)) {
        seen.add(`${id} ${what}`);
        found.push(`${place} after ${known.place}, ${isValid}`);
      }
    }
  }
  return found;
}

async function problemsOf(texts: readonly string[], memory: MessageIdMemory, mode: string): Promise<LateProblem[]> {
  const folder = newFolder();
  const sources = texts.map((text, index) => {
    const path = join(folder, `${index}.ndjson`);
    writeFileSync(path, text);
    return fileSource(path, `${index}`);
  });
  const registry = builtInRegistry();
  const levelOf = ruleLevels([{ glob: 'segment/chat-id-as-message-id', level: 'off' }]);
  const late: LateProblem[] = [];
  const config = { schemas: [], trackingPlan: undefined, directory: folder };
  await checkSources({
    sources,
    read: { inputFormat: 'auto', maxRecordSize: 2 ** 20 },
    check: createCheck({ registry, levelOf, now: Date.now }),
    fastPath: new FastPath({
      ...{ registry, levelOf, sources, mode, config, wantsFacts: true, jobs: 1, cwd: folder, rules: [] },
      ...{ schemaFlags: {}, showValues: false, inputFormat: 'auto' },
    }),
    messageIds: new MessageIdCheck({ severity: 'warning', files, memory }),
    counter: new SummaryCounter(),
    sinks: [{ write() {}, writeAccepted() {}, writeLate: (problem) => void late.push(problem) }],
    stopped: () => false,
    onFailure(error) {
      throw error;
    },
  });
  return late;
}

function shown({ problem, ofValid, fileIndex }: LateProblem): string {
  const [first] = problem.related ?? [];
  return `${fileIndex}:${problem.record} after ${first?.file}:${first?.record}, ${ofValid}`;
}

test('two events with one messageId are found wherever they are, with any memory, with and without the scanner', async () => {
  const event = fc.record({
    id: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined, freq: 3 }),
    contents: fc.nat(3),
    isValid: fc.boolean(),
  });
  const law = fc.asyncProperty(
    fc.array(fc.array(event, { maxLength: 30 }), { minLength: 1, maxLength: 3 }),
    async (logs) => {
      const texts = logs.map((events) => events.map((one, index) => `${line(one, index % 2 === 0)}\n`).join(''));
      const expected = model(logs);
      for (const [memory, mode] of [
        [DEFAULT_MEMORY, 'always'],
        [DEFAULT_MEMORY, 'off'],
        [TINY, 'always'],
      ] as const) {
        expect((await problemsOf(texts, memory, mode)).map(shown)).toEqual(expected);
      }
    },
  );
  await fc.assert(law, { ...runs(60), endOnFailure: true });
});

test('the problem of a repeated messageId stands at the value, also in a record over several lines and behind wide characters', async () => {
  const lines = [
    '{"type":"page","userId":"u1","messageId":"m1"}',
    '{"name":"配送 😀","type":"page","userId":"u1","messageId":"m1"}',
  ];
  const pretty = `[\n${lines.map((text) => JSON.stringify(JSON.parse(text), null, 2)).join(',\n')}\n]\n`;
  for (const mode of ['off', 'always']) {
    const [inLine] = await problemsOf([`${lines.join('\n')}\n`], DEFAULT_MEMORY, mode);
    expect(inLine?.problem).toMatchObject({ line: 2, column: 57, endLine: 2, endColumn: 61 });
    const [inArray] = await problemsOf([pretty], DEFAULT_MEMORY, mode);
    expect(inArray?.problem).toMatchObject({ line: 11, column: 16, endLine: 11, endColumn: 20 });
    expect(inArray?.problem.related).toMatchObject([{ line: 5, column: 16 }]);
  }
});

test('many events with one messageId take no more memory than others', async () => {
  const text = Array.from(
    { length: 20_000 },
    (_, index) => `{"type":"page","userId":"u${index}","messageId":"m"}\n`,
  ).join('');
  const late = await problemsOf([text], { ...TINY, sorterBytes: 100_000 }, 'always');
  expect(late).toHaveLength(19_999);
  expect(late.at(-1)?.problem).toMatchObject({ record: 20_000, related: [{ record: 1 }] });
});

test('a messageId that is the text of a missing value, empty or too long for Segment is no repeated one', async () => {
  const ids = ['"undefined"', '""', JSON.stringify('x'.repeat(101)), '7', 'null'];
  const text = ids.flatMap((id) => [1, 2].map((n) => `{"type":"page","userId":"u${n}","messageId":${id}}\n`)).join('');
  for (const mode of ['off', 'always']) expect(await problemsOf([text], DEFAULT_MEMORY, mode)).toEqual([]);
});

test('a messageId at the top level that is missing in properties is one problem, not a repeated messageId as well', async () => {
  const lines = ['Message Sent', 'Message Received'].map(
    (event) =>
      `{"type":"track","event":"${event}","userId":"u1","messageId":"m1","properties":{"conversationId":"c1","message_body":"Hi"}}\n`,
  );
  expect(await problemsOf([lines.join('')], DEFAULT_MEMORY, 'off')).toEqual([]);
});
