/** An entry of a sorter. */
export interface SortedEntry {
  readonly key: ArrayLike<number>;
  readonly payload: Uint8Array;
}

/** Sorts entries by keys of 32-bit words; equal ones stay in the order in which they were added. */
export interface Sorter {
  add(key: ArrayLike<number>, payload: Uint8Array): void;
  sorted(): Iterable<SortedEntry>;
}

/** Makes a sorter whose keys have so many words. */
export type CreateSorter = (keyWords: number) => Sorter;

/** A sorter that holds everything in memory. */
export function memorySorter(keyWords: number): Sorter {
  const entries: SortedEntry[] = [];
  return {
    add: (key, payload) => void entries.push({ key: Uint32Array.from(key), payload }),
    sorted() {
      entries.sort((a, b) => {
        for (let word = 0; word < keyWords; word++) {
          const difference = (a.key[word] ?? 0) - (b.key[word] ?? 0);
          if (difference !== 0) return difference;
        }
        return 0;
      });
      return entries;
    },
  };
}
