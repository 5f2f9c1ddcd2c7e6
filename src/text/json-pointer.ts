import { memoize } from './memoize.js';

/** Adds one key or index to a JSON Pointer (RFC 6901: `~` is written `~0`, `/` is written `~1`). */
export function appendToPointer(pointer: string, key: string | number): string {
  return `${pointer}/${typeof key === 'number' ? key : key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The keys of a JSON Pointer, decoded; none for "". */
export const pointerKeys = memoize((pointer): readonly string[] => {
  if (pointer === '') return [];
  const keys = pointer.slice(1).split('/');
  return pointer.includes('~') ? keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')) : keys;
});

const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;
const INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * A JSON Pointer as people write it: `properties.items[2].id`, `properties["a.b"]`; "" for the record itself. A pointer
 * does not distinguish an array's index from an object's key of digits, so both are written `[2]`.
 */
export function pointerToPath(pointer: string): string {
  let path = '';
  for (const key of pointerKeys(pointer)) {
    if (INDEX.test(key)) path += `[${key}]`;
    else if (PLAIN_KEY.test(key)) path += path === '' ? key : `.${key}`;
    else path += `[${JSON.stringify(key)}]`;
  }
  return path;
}

/** The pointer with `*` for every array index, so that equal faults of different elements are counted as one kind. */
export function groupPointer(pointer: string): string {
  return pointer.replace(/\/(?:0|[1-9]\d*)(?=\/|$)/g, '/*');
}
