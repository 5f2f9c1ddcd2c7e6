import { promises } from 'node:fs';
import { Failure, systemReason } from '../failure.js';
import { replaceFile } from '../output/replacement.js';
import { isObject } from '../record/record.js';
import { jsonText } from '../text/json-text.js';
import type { BaselineEntry } from './baseline-entry.js';
import { byKind, kindOf } from './baseline-entry.js';

const FIX =
  'an entry is {"rule": …, "event": …, "pointer": …, "count": …}; without the file, --update-baseline makes it anew';

function entryFault(value: unknown): string | undefined {
  if (!isObject(value)) return 'an entry is an object';
  if (typeof value['rule'] !== 'string') return 'rule is not a string';
  if (typeof value['pointer'] !== 'string') return 'pointer is not a string';
  if (value['event'] !== undefined && typeof value['event'] !== 'string') return 'event is not a string';
  const { count } = value;
  return Number.isSafeInteger(count) && (count as number) > 0 ? undefined : 'count is not a whole number from 1';
}

function parseLine(line: string, place: string): BaselineEntry {
  if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(line)) {
    throw new Failure('bad-baseline', `${place}: a merge was left in conflict here`, {
      hint: 'keep the lines of both sides; of two that differ in their count only, the greater one counts',
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Failure('bad-baseline', `${place}: this line of the baseline is not JSON`, { hint: FIX, cause });
  }
  const fault = entryFault(value);
  if (fault !== undefined)
    throw new Failure('bad-baseline', `${place}: this line is not an entry of a baseline: ${fault}`, { hint: FIX });
  return value as BaselineEntry;
}

/**
 * Reads a baseline: NDJSON, one entry per line. Of entries of one kind, as a merge may leave them, the greatest counts.
 * @throws {Failure} naming file and line of what is not an entry.
 */
export function parseBaseline(text: string, shown: string): BaselineEntry[] {
  const entries = new Map<string, BaselineEntry>();
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const entry = parseLine(line, `${shown}:${index + 1}`);
    const kind = kindOf(entry);
    if ((entries.get(kind)?.count ?? 0) < entry.count) entries.set(kind, entry);
  }
  return [...entries.values()];
}

/** Reads the file of a baseline; undefined if there is none. @throws {Failure} if it cannot be read or is broken. */
export async function readBaseline(path: string, shown: string): Promise<BaselineEntry[] | undefined> {
  const text = await promises.readFile(path, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure('bad-baseline', `cannot read the baseline ${shown}: ${systemReason(cause)}`, { cause });
  });
  return text === undefined ? undefined : parseBaseline(text, shown);
}

/** A baseline as it is written: sorted, one entry per line, so that two branches that add entries merge. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  return entries
    .toSorted(byKind)
    .map(({ rule, event, pointer, count }) => `${jsonText({ rule, event, pointer, count })}\n`)
    .join('');
}

/**
 * Replaces a baseline in one step. It is not written through to the disk: after a power failure, version control or the next
 * `--update-baseline` has it.
 * @throws {Failure} if it cannot be written.
 */
export async function writeBaseline(path: string, shown: string, entries: readonly BaselineEntry[]): Promise<void> {
  await replaceFile(path, baselineText(entries), 'process').catch((cause: unknown) => {
    const noFolder = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = noFolder ? 'its folder does not exist' : systemReason(cause);
    throw new Failure('unwritable-output', `cannot write the baseline ${shown}: ${reason}`, { cause });
  });
}
