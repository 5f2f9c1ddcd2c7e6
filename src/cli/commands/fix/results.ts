import { resolve } from 'node:path';
import { Failure } from '../../../failure.js';
import type { FixedText } from '../../../fix/fix-source.js';
import { joinedText } from '../../../fix/fix-source.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { Output } from '../../../output/output.js';
import type { Replacement, ResultFile } from '../../../output/result-file.js';
import { openReplacement, openResultFile } from '../../../output/result-file.js';
import { safeName } from '../../../text/safe-name.js';

/** Where the results of a run go. */
export interface FixResults {
  /** Opens the result of a source. */
  open(source: Source): Promise<FixResult>;
  end(): Promise<void>;
}

/** The result of one source. */
export interface FixResult {
  readonly text: FixedText;
  /** Ends it. `changed`: whether the log was fixed; `whole`: whether it was read to its end. */
  close(how: { readonly changed: boolean; readonly whole: boolean }): Promise<void>;
}

/** A result that nobody wants, as where the differences are shown. */
export const NO_RESULTS: FixResults = {
  open: async () => ({ text: { begin() {}, write() {}, settle: () => undefined }, close: async () => {} }),
  end: async () => {},
};

/** Each log is replaced by its result, if that differs from it. @throws {Failure} for what is no file. */
export function resultsInPlace(sources: readonly Source[]): FixResults {
  const stream = sources.find(({ path, rereadable }) => path === undefined || !rereadable);
  if (stream !== undefined) {
    throw new Failure('bad-usage', `${safeName(stream.name)} is no file that could be fixed in its place`, {
      hint: 'without --in-place, the result goes to stdout or to --output',
    });
  }
  return {
    async open({ path = '', name }) {
      let replacement: Replacement | undefined;
      let opening: Promise<void> | undefined;
      let early: Buffer[] = [];
      const start = async (packed: boolean): Promise<void> => {
        const opened = await openReplacement(path, name, packed);
        for (const piece of early) opened.output.write(piece);
        early = [];
        replacement = opened;
      };
      return {
        text: {
          begin({ packed, byteOrderMark }) {
            if (byteOrderMark) early.push(Buffer.from([0xef, 0xbb, 0xbf]));
            opening = start(packed);
            // It is told when the next piece is settled.
            opening.catch(() => {});
          },
          write(piece) {
            if (replacement === undefined) early.push(piece);
            else replacement.output.write(piece);
          },
          async settle() {
            await opening;
            await replacement?.output.drain();
          },
        },
        async close({ changed, whole }) {
          await opening;
          if (replacement === undefined) return;
          try {
            if (!changed || !whole) return;
            await replacement.end();
            await replacement.commit();
            replacement = undefined;
          } finally {
            await replacement?.discard();
          }
        },
      };
    },
    end: async () => {},
  };
}

/** All results in one, on stdout or in a file. @throws {Failure} if the file cannot be written. */
export async function joinedResults(
  sources: readonly Source[],
  file: string | undefined,
  io: Io,
): Promise<FixResults & { readonly output: Output }> {
  const result: ResultFile | undefined =
    file === undefined ? undefined : await openResultFile(resolve(io.cwd(), file), /\.gz$/i.test(file));
  const output = result?.output ?? Output.toStream(io.stdout);
  let name = '';
  const text = joinedText(sources.length, () => name, {
    write: (piece) => output.write(piece),
    settle: () => output.drain(),
  });
  return {
    output,
    async open(source) {
      name = source.name;
      return { text, close: async () => {} };
    },
    end: () => (result === undefined ? output.end() : result.end()),
  };
}
