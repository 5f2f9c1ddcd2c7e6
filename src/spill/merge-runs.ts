import type { SortedRun } from './sorted-run.js';

/** Moves the first run of a heap down to its place: each run comes before the ones at `2 * index + 1` and `2 * index + 2`. */
function siftDown(heap: SortedRun[], from: number): void {
  for (let at = from; ; ) {
    let first = at;
    for (let below = 2 * at + 1; below <= 2 * at + 2 && below < heap.length; below++) {
      if (heap[below]?.isBefore(heap[first] as SortedRun)) first = below;
    }
    if (first === at) return;
    [heap[at], heap[first]] = [heap[first] as SortedRun, heap[at] as SortedRun];
    at = first;
  }
}

/** Merges runs: gives each entry in order, as the run that is at this entry. */
export function* mergeRuns(runs: readonly SortedRun[]): Generator<SortedRun> {
  const heap = runs.filter((run) => run.moveOn());
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) siftDown(heap, at);
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    yield first;
    if (!first.moveOn()) {
      const last = heap.pop() as SortedRun;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    siftDown(heap, 0);
  }
}
