import type { FileShift } from '../conversations/gathered-block.js';
import type { Problem } from '../problem/problem.js';
import type { Part } from './shard-file.js';
import type { ShardFileStart } from './shard-head.js';

/** Whether a range of a file goes on where another ended. */
function goesOn(before: ShardFileStart | undefined, { name, range }: ShardFileStart): boolean {
  return (
    range !== undefined &&
    before?.name === name &&
    before.range?.size === range.size &&
    before.range.end === range.start
  );
}

/** Where the records of each file of each part stand; a file that is cut is one file. */
export class FilePlaces {
  /** The names of all files, in their order. */
  readonly names: string[] = [];
  readonly #ofParts = new Map<Part, readonly FileShift[]>();

  /** @param parts in the order of their logs */
  constructor(parts: readonly Part[]) {
    let before: ShardFileStart | undefined;
    let next: FileShift | undefined;
    for (const part of parts) {
      const places = part.files.map((file, index): FileShift => {
        const isSame = next !== undefined && goesOn(before, file);
        const place =
          isSame && next !== undefined ? next : { fileIndex: this.names.push(file.name) - 1, records: 0, lines: 0 };
        const { records = 0, lines = 0 } = part.counts.files[index] ?? {};
        before = file;
        next = { ...place, records: place.records + records, lines: place.lines + lines };
        return place;
      });
      this.#ofParts.set(part, places);
    }
  }

  /** The places of a part's files, in their order. */
  of(part: Part): readonly FileShift[] {
    return this.#ofParts.get(part) ?? [];
  }
}

/** A problem of a part with its place in the whole file. */
export function movedProblem(problem: Problem, { records, lines }: FileShift): Problem {
  if (records === 0 && lines === 0) return problem;
  const { record, line, endLine, related } = problem;
  return {
    ...problem,
    record: record + records,
    line: line + lines,
    endLine: endLine + lines,
    ...(related === undefined
      ? {}
      : {
          related: related.map((place) => ({
            ...place,
            record: place.record + records,
            line: place.line + lines,
            endLine: place.endLine + lines,
          })),
        }),
  };
}
