import type { FileShift } from '../conversations/gathered-block.js';
import type { PlacedProblem } from '../problem/position.js';
import type { FrameTexts } from '../report/code-frame.js';
import { movedProblem } from './file-places.js';
import type { Part } from './shard-file.js';
import type { ShardRecord } from './shard-writer.js';

/** A problem of a record, as a shard has it. */
export interface ShardProblem extends PlacedProblem {
  readonly frame: FrameTexts | undefined;
}

/** All problems of records of a part, in order, with their places in the whole files. @throws {Failure} if the shard is damaged */
export function* problemsOf(part: Part, places: readonly FileShift[]): Generator<readonly ShardProblem[]> {
  let file = -1;
  for (const block of part.blocks) {
    if (block.kind === 'file') file++;
    const place = places[file];
    if (block.kind !== 'problems' || place === undefined) continue;
    const lines = part.shard.read(block).toString().split('\n');
    yield lines.filter((line) => line !== '').flatMap((line) => problemsIn(JSON.parse(line) as ShardRecord, place));
  }
}

function problemsIn({ problems, frames = {} }: ShardRecord, place: FileShift): ShardProblem[] {
  return problems.map((problem, index) => {
    const frame = frames[index];
    return {
      problem: movedProblem(problem, place),
      fileIndex: place.fileIndex,
      frame: frame && { ...frame, line: frame.line + place.lines },
    };
  });
}
