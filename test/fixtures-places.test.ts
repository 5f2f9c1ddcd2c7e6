import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Case } from './support/cases.js';
import { allCases } from './support/cases.js';
import { problemsIn } from './support/expect-case.js';
import { readGolden } from './support/golden.js';

interface Place {
  readonly rule: string;
  readonly file: string;
  readonly record: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly pointer: string;
}

/** The text of a log as an editor shows it: unpacked as far as gzip can, and without its byte order mark. */
function textOf(path: string): string {
  const bytes = readFileSync(path);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = isPacked ? spawnSync('gzip', ['-dc'], { input: bytes, maxBuffer: 2 ** 28 }).stdout : bytes;
  return text.toString().replace(/^\ufeff/, '');
}

/** The text between two places, found the plain way: split into lines, cut the first and the last. */
function textAt(text: string, { line, column, endLine, endColumn }: Place): string {
  const lines = text.split('\n').slice(line - 1, endLine);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, endColumn - 1);
  lines[0] = (lines[0] ?? '').slice(column - 1);
  return lines.join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The records of a log, read the plain way; undefined for one that is no JSON, or that is read in another way. */
function recordsOf(text: string): readonly unknown[] {
  const whole = parsed(text) as Record<string, unknown> | undefined;
  if (Array.isArray(whole)) return whole.flatMap((one) => (Array.isArray(one?.batch) ? one.batch : [one]));
  if (whole !== undefined && Array.isArray(whole['batch']) && !('type' in whole)) return whole['batch'];
  if (whole !== undefined) return [whole];
  const lines = text.split('\n').map((line) => line.replace(/^\u001e/, ''));
  return lines.filter((line) => line.trim() !== '').flatMap(recordsOfLine);
}

/** The values of a line: its own, those of its array or its batch, or several one behind the other. */
function recordsOfLine(line: string): readonly unknown[] {
  const value = parsed(line) as Record<string, unknown> | undefined;
  if (Array.isArray(value)) return value;
  if (value !== undefined && Array.isArray(value?.['batch']) && !('type' in value)) return value['batch'];
  if (value !== undefined) return [value];
  const several = parsed(`[${line.replaceAll(/\}\s*(?=[{[])/g, '},')}]`);
  return Array.isArray(several) ? several.flat() : [undefined];
}

/** The value that a pointer names, or the innermost one on the way there that exists. */
function valueNear(record: unknown, pointer: string): unknown {
  let value = record;
  for (const key of pointer.split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) break;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Whether a problem is about the body around the record: it has the place where the body begins, which has no length. */
function isOfBody({ rule, pointer, line, column, endLine, endColumn }: Place): boolean {
  return rule === 'property/misplaced' && pointer === '' && line === endLine && column === endColumn;
}

/** Problems of what a record says; those of its syntax point into text that is no JSON, and were read by eye. */
function placesIn({ golden }: Case): Place[] {
  if (golden === undefined) return [];
  const problems = problemsIn(readGolden(golden).replace(/\{"exit".*\n$/, '')) as unknown as Place[];
  return problems.filter(({ rule, file }) => !rule.startsWith('json/') && file !== '<stdin>');
}

// The goldens say where each fault stands. Here that is worked out once more without any of the code that said so.
describe('places in goldens', () => {
  const cases = allCases().filter(({ stdinFile }) => stdinFile === undefined);
  const wrong: string[] = [];
  let checked = 0;
  for (const one of cases) {
    for (const place of placesIn(one)) {
      const text = textOf(join(one.folder, place.file));
      const record = recordsOf(text)[place.record - 1];
      // A line that holds an array is a broken document's first line, read in another way.
      if (record === undefined || Array.isArray(record)) continue;
      checked++;
      if (isOfBody(place)) {
        const body = textAt(text, { ...place, endLine: place.line, endColumn: Number.POSITIVE_INFINITY });
        if (!body.startsWith('{')) wrong.push(`${one.name}: no body at ${place.file}:${place.line}:${place.column}`);
        continue;
      }
      const expected = JSON.stringify(valueNear(record, place.pointer));
      const found = JSON.stringify(parsed(textAt(text, place)));
      if (found !== expected) wrong.push(`${one.name}: ${place.file}:${place.line}:${place.column} is ${found}`);
    }
  }

  it('places in goldens hold the value that the pointer names, or the object that lacks it', () => {
    expect(wrong).toEqual([]);
  });

  it('more than 350 places in goldens are checked', () => {
    expect(checked).toBeGreaterThan(350);
  });
});
