import { normalName } from '../../text/normal-name.js';
import { valueKind } from '../../text/value-kind.js';
import { isMask } from './mask.js';

/** How a field of one event differs from the same field of another. */
export type Difference = 'same' | 'other value' | 'other type' | 'renamed' | 'only left' | 'only right';

/** One field of two events beside each other. */
export interface ComparedField {
  readonly path: string;
  readonly difference: Difference;
  /** Where its value is on each side; undefined where there is none. */
  readonly left?: string;
  readonly right?: string;
}

type Leaves = Map<string, unknown>;

/** The most fields that are compared. */
const MAX_FIELDS = 300;

/** The values of an event that are not objects with members, by their paths. */
export function leavesOf(value: unknown, path = '', leaves: Leaves = new Map()): Leaves {
  if (leaves.size >= MAX_FIELDS) return leaves;
  const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isEmpty) return leaves.set(path, value);
  for (const [key, member] of Object.entries(value)) leavesOf(member, path === '' ? key : `${path}.${key}`, leaves);
  return leaves;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** The field that is only on the right, and that the one only on the left is under another name: of a like name, or of the same value. */
function renamed(path: string, left: Leaves, right: Leaves): string | undefined {
  const candidates = [...right.keys()].filter((other) => !left.has(other) && parentOf(other) === parentOf(path));
  const alike = candidates.find((other) => normalName(nameOf(other)) === normalName(nameOf(path)));
  if (alike !== undefined) return alike;
  const value = left.get(path);
  return typeof value === 'string' && value !== '' ? candidates.find((other) => right.get(other) === value) : undefined;
}

/** The kind of a value, of which a report may show only a mask. */
function kindOf(value: unknown): string {
  if (!isMask(value)) return valueKind(value);
  return value === '(number)' ? 'a number' : 'a string';
}

function differenceOf(left: unknown, right: unknown): Difference {
  if (kindOf(left) !== kindOf(right)) return 'other type';
  return JSON.stringify(left) === JSON.stringify(right) ? 'same' : 'other value';
}

/** The fields of two events beside each other, in the order of the left one; those that differ are marked with how. */
export function compareEvents(left: object, right: object): readonly ComparedField[] {
  const [ofLeft, ofRight] = [leavesOf(left), leavesOf(right)];
  const taken = new Set<string>();
  const rows = [...ofLeft].map(([path, value]): ComparedField => {
    const shown = { path, left: path };
    if (ofRight.has(path)) {
      const other = ofRight.get(path);
      return { ...shown, right: path, difference: differenceOf(value, other) };
    }
    const renamedTo = renamed(path, ofLeft, ofRight);
    if (renamedTo === undefined || taken.has(renamedTo)) return { ...shown, difference: 'only left' };
    taken.add(renamedTo);
    return { ...shown, right: renamedTo, difference: 'renamed' };
  });
  const more = [...ofRight.keys()].filter((path) => !ofLeft.has(path) && !taken.has(path));
  return [...rows, ...more.map((path): ComparedField => ({ path, right: path, difference: 'only right' }))];
}
