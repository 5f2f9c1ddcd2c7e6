import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Outcome, Run } from './outcome.js';
import { FIXTURES } from './root.js';

/** One run of `convert` over the files of a folder `fixtures/convert/<format>/<case>/`, and its golden. */
export interface ConvertCase {
  readonly name: string;
  readonly folder: string;
  readonly argv: readonly string[];
  /** What `argv` is made of: options, and the names of files in the folder. */
  readonly options: readonly string[];
  readonly files: readonly string[];
  readonly golden: string;
}

const ROOT = join(FIXTURES, 'convert');
const OWN_FILES = new Set(['options.json', 'expected.ndjson']);

function folders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();
}

/** All cases of convert, in a lasting order. */
export function convertCases(): ConvertCase[] {
  return folders(ROOT)
    .flatMap(folders)
    .map((folder) => {
      const options = join(folder, 'options.json');
      const given = existsSync(options) ? (JSON.parse(readFileSync(options, 'utf8')) as string[]) : [];
      const files = readdirSync(folder)
        .filter((name) => !OWN_FILES.has(name))
        .sort();
      const withOptions = ['convert', '--no-config', ...given];
      return {
        name: relative(FIXTURES, folder),
        folder,
        argv: [...withOptions, ...files],
        options: withOptions,
        files,
        golden: join(folder, 'expected.ndjson'),
      };
    });
}

/** Runs a case; more arguments may follow. */
export function runConvertCase({ argv, folder }: ConvertCase, run: Run, ...more: string[]): ReturnType<Run> {
  return run([...argv, ...more], { cwd: folder });
}

/** The golden of a run: the events, then its exit code with the lines of stderr. */
export function toConvertGolden({ code, stdout, stderr }: Outcome): string {
  return `${stdout}${JSON.stringify({ exit: code, stderr: stderr.split('\n').filter((line) => line !== '') })}\n`;
}
