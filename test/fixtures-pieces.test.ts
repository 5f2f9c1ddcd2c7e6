import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Case } from './support/cases.js';
import { allCases } from './support/cases.js';
import { readGolden, toGolden } from './support/golden.js';
import { runWith } from './support/run-in-process.js';

const LOG = /\.(?:ndjson|jsonl|json|log)(?:\.gz)?$/;

/** The one log that a case names and finds in its folder; undefined for cases of stdin or of several files. */
function onlyFile({ argv, golden, stdinFile }: Case): string | undefined {
  const files = argv.slice(4).filter((word, index, words) => LOG.test(word) && words[index - 1] !== '--stdin-filename');
  return golden === undefined || stdinFile !== undefined || files.length !== 1 ? undefined : files[0];
}

const CASES = allCases().flatMap((one) => {
  const file = onlyFile(one);
  return file === undefined || one.golden === undefined ? [] : [{ ...one, file, golden: one.golden }];
});

/** Byte by byte where that is quick; else in pieces that cut lines, strings and characters wherever it happens. */
function pieceSize(bytes: Buffer): number {
  return bytes.length < 20_000 ? 1 : 997;
}

// A pipe brings a log in pieces that end anywhere: within a line, a string, a character, a gzip header.
describe('fixtures, as a stream in small pieces', () => {
  it('more than 100 fixtures are read as a stream in small pieces', () => {
    expect(CASES.length).toBeGreaterThan(100);
  });

  it.each(CASES.map((one) => [one.name, one] as const))(
    '%s has the expected result as a stream in small pieces',
    async (_, { argv, folder, file, golden }) => {
      const stdin = readFileSync(join(folder, file));
      const options = argv.filter((word) => word !== file);
      const run = runWith({ pieceSize: pieceSize(stdin) });
      // A stream without a record is a failure where an empty file is none; that is not what is asked here.
      const outcome = await run([...options, '--allow-empty', '--stdin-filename', file], { cwd: folder, stdin });
      expect(toGolden(outcome)).toBe(readGolden(golden));
    },
  );
});
