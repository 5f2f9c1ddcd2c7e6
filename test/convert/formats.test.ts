import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTranscript } from '../../src/convert/read-transcript.js';
import { recognisedBy } from '../../src/convert/recognise.js';
import { fileSource } from '../../src/input/text-chunks.js';
import { convertCases } from '../support/convert-cases.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

const inFolder = testFolders();

/** Formats whose records belong to no order: by times, or by ids. */
const UNORDERED = /^convert\/(?:chatgpt|copilot-studio|langsmith|warehouse|ui-messages\/rows)/;
/** Formats of exports that may hold a conversation twice. */
const REPEATED = /^convert\/(?:chatgpt|copilot-studio|bot-framework|langsmith|langchain|warehouse|ui-messages)/;

const CASES = convertCases();

/** The records of a text from the last to the first: lines, or elements of an array. */
function reversed(file: string, text: string): string {
  if (file.endsWith('.csv')) {
    const [header, ...rows] = text.trimEnd().split('\n');
    return `${[header, ...rows.reverse()].join('\n')}\n`;
  }
  if (file.endsWith('.ndjson')) return `${text.trimEnd().split('\n').reverse().join('\n')}\n`;
  const value: unknown = JSON.parse(text);
  return JSON.stringify(Array.isArray(value) ? value.reverse() : value);
}

async function eventsOf(options: readonly string[], files: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await runInProcess([...options, ...Object.keys(files)], { cwd: inFolder(files) });
  return stdout;
}

describe('convert and its formats', () => {
  it.each(CASES)('no record of $name is recognised by two formats', async ({ folder, files }) => {
    const read = { maxRecordSize: 1e6, onUnreadable() {} };
    for (const file of files) {
      for await (const records of readTranscript(fileSource(join(folder, file), file), read)) {
        for (const { value } of records) {
          expect(recognisedBy(value).map(({ reader }) => reader.name).length).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it.each(CASES.filter(({ name }) => REPEATED.test(name)))(
    'convert makes no event twice of $name if each of its files is there twice',
    async ({ folder, files, options }) => {
      const texts = Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
      const again = Object.fromEntries(Object.entries(texts).map(([file, text]) => [`again/${file}`, text]));
      expect(await eventsOf(options, { ...texts, ...again })).toBe(await eventsOf(options, texts));
    },
  );

  it.each(CASES.filter(({ name }) => UNORDERED.test(name)))(
    'convert makes the same events of $name in whatever order its records stand',
    async ({ folder, files, options }) => {
      const texts = files.map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
      const turned = texts.map(([file, text]) => [file, reversed(file, text)] as const).reverse();
      expect(await eventsOf(options, Object.fromEntries(turned))).toBe(
        await eventsOf(options, Object.fromEntries(texts)),
      );
    },
  );
});
