import { Blob } from 'node:buffer';
import { createHash } from 'node:crypto';
import { runInThisContext } from 'node:vm';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundlePageCheck } from '../../scripts/bundle-page-check.js';
import type { CheckAnswer, CheckRequest } from '../../src/page-check/worker.js';
import type { ReportDocument } from '../../src/report/html/report-document.js';
import { usualLog } from '../conversations/random-log.js';
import { mutatedRecords } from '../properties/mutated-records.js';
import { PATIENT, runs } from '../properties/runs.js';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import { documentIn } from '../support/report-readers.js';
import { runInProcess } from '../support/run-in-process.js';

const folders = testFolders();

/** A file as browsers have it. */
function fileOf(name: string, content: string | Uint8Array): object {
  return Object.assign(new Blob([content]), { name });
}

/** Lines that pack badly, so that a place in the packed data is about the same place of the text. */
function randomLines(count: number): string {
  return Array.from({ length: count }, (_, line) => {
    const userId = createHash('sha512').update(`${line}`).digest('base64');
    return `${JSON.stringify({ type: 'identify', userId })}\n`;
  }).join('');
}

describe('the check of logs in the browser', () => {
  let start: (self: object) => void;
  beforeAll(async () => {
    const { packed } = await bundlePageCheck();
    const code = gunzipSync(Buffer.from(packed, 'base64')).toString();
    start = runInThisContext(`(self) => {${code}\n}`);
  });

  /** What the worker answers, as it runs in the page but for what Node gives it. */
  async function answersOf(files: readonly object[], showValues = false): Promise<CheckAnswer[]> {
    const answers: CheckAnswer[] = [];
    const self: { onmessage?: (event: { readonly data: CheckRequest }) => Promise<void>; postMessage: object } = {
      postMessage: (answer: CheckAnswer) => answers.push(structuredClone(answer)),
    };
    start(self);
    const tool = { name: 'copilot-events', version: '0.0.0' };
    await self.onmessage?.({ data: { tool, showValues, files: files as CheckRequest['files'] } });
    return answers;
  }

  async function checkedIn(files: Files, showValues = false) {
    const opened = Object.entries(files).map(([name, content]) => fileOf(name, content as string));
    const last = (await answersOf(opened, showValues)).at(-1);
    if (last === undefined || !('checked' in last)) throw new Error(JSON.stringify(last));
    return last.checked;
  }

  function comparable(document: ReportDocument): object {
    return { ...document, tool: '', madeAt: '', summary: { ...document.summary, durationMs: 0 } };
  }

  async function expectSame(files: Files, argv: readonly string[] = []): Promise<void> {
    const cwd = folders(files);
    const { stdout } = await runInProcess(['validate', '--no-config', ...Object.keys(files), '-f', 'html', ...argv], {
      cwd,
    });
    const { document } = await checkedIn(files, argv.includes('--show-values'));
    expect(comparable(document)).toEqual(comparable(documentIn(stdout)));
  }

  it(
    'finds what validate finds, in lines, gzip and arrays',
    async () => {
      const some = fc.tuple(usualLog, fc.array(mutatedRecords, { maxLength: 8 }), fc.boolean());
      await fc.assert(
        fc.asyncProperty(some, async ([log, mutated, showsValues]) => {
          const texts = [...log.map(({ text }) => text), ...mutated.map((value) => JSON.stringify(value))];
          const lines = texts.map((text) => `${text}\n`).join('');
          const whole = mutated.map((value) => JSON.stringify(value)).join(',\n');
          const files = { 'a.ndjson': lines, 'b.ndjson.gz': gzipSync(lines), 'c.json': `[${whole}]` };
          await expectSame(files, showsValues ? ['--show-values'] : []);
        }),
        { ...runs(20), endOnFailure: true },
      );
    },
    PATIENT.timeout,
  );

  it('finds what validate finds in a log whose texts are not ASCII, or no UTF-8, or broken', async () => {
    const event = (properties: object) =>
      JSON.stringify({ type: 'track', event: 'Message Sent', userId: 'u', properties });
    const broken = [
      event({ conversationId: 'c_ü', messageId: '👋', message_body: 'Grüße 👋' }),
      event({ conversationId: 'c_ü', messageId: '👋', message_body: '\ud800' }),
      '{"type":"track","event":"Message Sent"',
      '[]',
      'not JSON',
    ].join('\n');
    const latin1 = Buffer.concat([
      Buffer.from(`${broken}\n`),
      Buffer.from(`${event({ conversationId: 'ü' })}\n`, 'latin1'),
    ]);
    await expectSame({ 'a.ndjson': latin1 });
    await expectSame({ 'a.ndjson': '' });
  });

  it('reports why a file could not be read, and checks the others', async () => {
    const valid = `${JSON.stringify({ type: 'identify', userId: 'u' })}\n`;
    const { document, failures } = await checkedIn({
      'a.ndjson': Buffer.from('\ufeffa\n', 'utf16le'),
      'b.ndjson': valid,
    });
    expect(failures).toEqual([expect.stringContaining('cannot read a.ndjson: it looks like UTF-16')]);
    expect(document.summary).toMatchObject({ files: 2, records: 1, valid: 1 });
    const cut = gzipSync(valid.repeat(1000)).subarray(0, 40);
    expect((await checkedIn({ 'a.ndjson.gz': cut })).failures).toHaveLength(1);
  });

  it('unpacks gzip as validate does: of several members, cut off, damaged, or with other data', async () => {
    const line = (userId: string) => `${JSON.stringify({ type: 'identify', userId })}\n`;
    const [first, second] = [line('u1').repeat(3), `${line('u2')}not JSON\n`];
    const many = Array.from({ length: 200 }, (_, index) => gzipSync(line(`u${index}`)));
    const damaged = gzipSync(randomLines(3000));
    damaged.fill(0xff, 100_000, 100_200);
    const wrong = gzipSync(first);
    wrong.writeUInt32LE(7, wrong.length - 8);
    const files = {
      'members.gz': Buffer.concat([gzipSync(first), gzipSync(''), gzipSync(second)]),
      'many.gz': Buffer.concat(many),
      'stored.gz': gzipSync(randomLines(2000), { level: 0 }),
      'cut.gz': gzipSync(randomLines(1000)).subarray(0, 50_000),
      'between.gz': Buffer.concat([gzipSync(first), Buffer.from('\n'), gzipSync(second)]),
      'damaged.gz': Buffer.concat([damaged, gzipSync(second)]),
      'checksum.gz': Buffer.concat([wrong, gzipSync(second)]),
    };
    for (const [name, packed] of Object.entries(files)) {
      const cwd = folders({ [name]: packed });
      const { stdout, stderr } = await runInProcess(['validate', '--no-config', name, '-f', 'html'], { cwd });
      const { document, failures } = await checkedIn({ [name]: packed });
      // What is unpacked before damaged data depends on who unpacks it: by less than a buffer.
      if (name !== 'damaged.gz') expect(comparable(document)).toEqual(comparable(documentIn(stdout)));
      expect(document.summary.records).toBeGreaterThan(3);
      const reason = /cannot unpack all of .*/.exec(stderr)?.[0];
      expect(failures).toEqual(reason === undefined ? [] : [expect.stringContaining(reason)]);
    }
  });

  it('reports how much of a large log was read until then', async () => {
    const line = `${JSON.stringify({ type: 'identify', userId: 'u', traits: { about: 'a'.repeat(10_000) } })}\n`;
    const inPieces = Object.assign(fileOf('a.ndjson', line), {
      stream: () => ReadableStream.from(new Array(500).fill(Buffer.from(line))),
    });
    const answers = await answersOf([inPieces]);
    const read = answers.flatMap((answer) => ('read' in answer ? answer.read : []));
    expect(read.length).toBeGreaterThan(2);
    expect(read).toEqual([...read].sort((a, b) => a - b));
    expect(read.at(-1)).toBeLessThanOrEqual(line.length * 500);
  });
});
