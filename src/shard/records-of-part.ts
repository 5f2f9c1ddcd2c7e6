import type { FileShift } from '../conversations/gathered-block.js';
import type { PlacedProblem } from '../problem/position.js';
import type { FrameTexts } from '../report/code-frame.js';
import type { PlainClean, PlainSeen, RecordOfPart, TotalsOfPart } from '../report/html/parts.js';
import type { PlainTotals } from '../report/html/record-totals.js';
import type { FilePlaces } from './file-places.js';
import { movedProblem } from './file-places.js';
import { jsonLinesOf } from './partition-parts.js';
import type { Part } from './shard-file.js';
import type { ShardRecord } from './shard-writer.js';

/** A problem of a record, as a shard has it. */
export interface ShardProblem extends PlacedProblem {
  readonly frame: FrameTexts | undefined;
}

/** A record of a shard, with its place in the whole file. */
export interface PlacedRecord extends Omit<RecordOfPart, 'problems' | 'all'> {
  readonly problems: readonly ShardProblem[];
  readonly seen: PlainSeen;
}

/** All records of a part with problems, in order, some at a time. @throws {Failure} if the shard is damaged */
export function* recordsOf(part: Part, places: FilePlaces): Generator<readonly PlacedRecord[]> {
  let file = -1;
  for (const block of part.blocks) {
    if (block.kind === 'file') file++;
    const place = places.of(part)[file];
    if (block.kind !== 'problems' || place === undefined) continue;
    const name = places.names[place.fileIndex] ?? '';
    const lines = part.shard.read(block).toString().split('\n');
    yield lines.filter((line) => line !== '').map((line) => placedRecord(JSON.parse(line) as ShardRecord, place, name));
  }
}

/** What a part has of all its records. @throws {Failure} if the shard is damaged */
export function totalsOf(part: Part, places: FilePlaces): TotalsOfPart {
  return {
    totals: [...jsonLinesOf<PlainTotals>([part], 'totals')][0] as PlainTotals,
    clean: jsonLinesOf<PlainClean>([part], 'cleanRecords'),
    names: places.names,
    shifts: places.of(part),
    records: part.counts.files.map(({ records }) => records),
  };
}

function placedRecord(
  { record, line, valid, problems, frames = {}, seen }: ShardRecord,
  place: FileShift,
  file: string,
): PlacedRecord {
  const { fileIndex, records, lines } = place;
  return {
    ...{ fileIndex, file, record: record + records, line: line + lines, valid, seen },
    problems: problems.map((problem, index) => {
      const frame = frames[index];
      return {
        problem: movedProblem(problem, place),
        fileIndex,
        frame: frame && { ...frame, line: frame.line + lines },
      };
    }),
  };
}
