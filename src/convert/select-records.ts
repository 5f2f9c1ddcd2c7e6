import { Failure } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import { valueAtPath, wordIn } from './values.js';

/** One `--where`. */
export interface Where {
  readonly path: string;
  readonly value: string;
  readonly isNot: boolean;
}

/** Reads `path=value` or `path!=value`. @throws {Failure} for anything else. */
export function readWhere(text: string): Where {
  const match = /^(.+?)(!?)=(.*)$/s.exec(text);
  if (match === null) {
    throw new Failure('bad-usage', `--where ${safeName(text)} is not path=value`, {
      hint: 'write it like --where environment=production or --where model!=gpt-4o-mini',
    });
  }
  const [, path = '', not, value = ''] = match;
  return { path, value, isNot: not === '!' };
}

/** Whether a record has all these values. */
export function isSelected(value: unknown, wheres: readonly Where[]): boolean {
  return wheres.every(({ path, value: wanted, isNot }) => {
    const found = valueAtPath(value, path);
    const text = typeof found === 'object' && found !== null ? JSON.stringify(found) : wordIn(found ?? '');
    return (text === wanted) !== isNot;
  });
}
