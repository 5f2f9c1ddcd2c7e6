import { resolve } from 'node:path';
import { Failure } from '../../../failure.js';
import type { DiffOptions } from '../../../fix/diff-text.js';
import { diffLines } from '../../../fix/diff-text.js';
import type { FixedRecord } from '../../../fix/fix-record.js';
import type { FixedText } from '../../../fix/fix-source.js';
import { BYTE_ORDER_MARK } from '../../../fix/fix-source.js';
import { JoinedText } from '../../../fix/joined-text.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { Output } from '../../../output/output.js';
import { LogReplacement, openResultFile } from '../../../output/result-file.js';
import { safeName } from '../../../text/safe-name.js';

/** Where the results of a run go. */
export interface FixResults {
  /** Whether all logs have one result, kept or lost as one. */
  readonly isJoined: boolean;
  /** Whether the reader of the results has gone away. */
  readonly nobodyReads: boolean;
  /** What to do about a log that cannot be read to its end. */
  readonly unreadableHint?: string;
  /** Called with each record. */
  onRecord?(record: FixedRecord): void;
  /** Opens the result of a source, before the source is read. @throws {Failure} if it cannot be written. */
  open(source: Source): Promise<FixResult>;
  /** @throws {Failure} if the results cannot be written. */
  end(): Promise<void>;
}

/** The result of one source. */
export interface FixResult {
  readonly text: FixedText;
  /**
   * Ends it. `changed`: whether the log was fixed; `whole`: whether it was read to its end. Resolves to whether the result
   * was kept. @throws {Failure} if it cannot be.
   */
  close(how: { readonly changed: boolean; readonly whole: boolean }): Promise<boolean>;
}

/** Only the differences, on stdout. */
export function differences(io: Io, options: DiffOptions): FixResults {
  const output = Output.toStream(io.stdout);
  return {
    isJoined: true,
    get nobodyReads() {
      return output.readerIsGone;
    },
    onRecord(record) {
      for (const line of diffLines(record, options)) output.write(`${line}\n`);
    },
    open: async () => ({ text: { begin() {}, write() {}, drain: () => output.drain() }, close: async () => true }),
    end: () => output.end(),
  };
}

/** Each log is replaced by its result, if that differs from it. @throws {Failure} for what is not a file. */
export function resultsInPlace(sources: readonly Source[]): FixResults {
  const stream = sources.find(({ path, rereadable }) => path === undefined || !rereadable);
  if (stream !== undefined) {
    throw new Failure('bad-usage', `${safeName(stream.name)} is not a file, so it cannot be fixed in place`, {
      hint: 'without --in-place, the result goes to stdout or to --output',
    });
  }
  return {
    isJoined: false,
    nobodyReads: false,
    unreadableHint:
      'it is left as it is; with --output in place of --in-place, what could be read goes to another file',
    async open({ path = '', name }) {
      const replacement = await LogReplacement.open(path, name);
      return {
        text: {
          begin({ packed, byteOrderMark }) {
            replacement.begin(packed);
            if (byteOrderMark) replacement.write(BYTE_ORDER_MARK);
          },
          write: (piece) => replacement.write(piece),
          drain: () => replacement.drain(),
        },
        async close({ changed, whole }) {
          const isKept = changed && whole;
          await (isKept ? replacement.commit() : replacement.discard());
          return isKept;
        },
      };
    },
    end: async () => {},
  };
}

/** All results in one, on stdout or in a file. @throws {Failure} if the file cannot be written. */
export async function joinedResults(sources: readonly Source[], file: string | undefined, io: Io): Promise<FixResults> {
  const result = file === undefined ? undefined : await openResultFile(resolve(io.cwd(), file), /\.gz$/i.test(file));
  const output = result?.output ?? Output.toStream(io.stdout);
  const joined = new JoinedText(sources.length, {
    write(piece) {
      result?.begin();
      output.write(piece);
    },
  });
  return {
    isJoined: true,
    get nobodyReads() {
      return output.readerIsGone;
    },
    async open({ name }) {
      const text: FixedText = {
        begin(form) {
          joined.assertJoinable(name, form);
          joined.begin(form);
        },
        write: (piece) => joined.write(piece),
        drain: () => output.drain(),
      };
      return {
        text,
        async close({ whole }) {
          // A log without text has an empty result.
          if (whole) result?.begin();
          return true;
        },
      };
    },
    end: () => (result === undefined ? output.end() : result.end()),
  };
}
