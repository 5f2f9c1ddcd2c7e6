import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Run } from './outcome.js';
import { FIXTURES } from './root.js';

/** One run of `validate` over files of a case folder, and where it is written what must come of it. */
export interface Case {
  /** The folder and, where it holds several cases, which one: `rules/json/too-deep bad`. */
  readonly name: string;
  readonly folder: string;
  /** The arguments after the program's name. */
  readonly argv: readonly string[];
  /** The file that comes in on stdin, if one does. */
  readonly stdinFile?: string;
  /** The golden file; undefined where nothing at all may be found. */
  readonly golden?: string;
}

/** A rule with its case folder. */
export interface RuleCase {
  readonly rule: string;
  readonly folder: string;
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The extra arguments that a case folder asks for. */
function optionsOf(folder: string): string[] {
  const file = join(folder, 'options.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
}

/** No config that lies above the project may change what a case says. */
function validate(options: readonly string[], files: readonly string[]): string[] {
  return ['validate', '--no-config', '-f', 'ndjson', ...options, ...files];
}

/** The folders `fixtures/rules/<group>/<rule>`. */
export function ruleCases(): RuleCase[] {
  return foldersIn(join(FIXTURES, 'rules')).flatMap((group) =>
    foldersIn(join(FIXTURES, 'rules', group)).map((name) => ({
      rule: `${group}/${name}`,
      folder: join(FIXTURES, 'rules', group, name),
    })),
  );
}

/** Cases about single records: their conversations rarely begin, and never end. */
const ALONE = ['--rule', 'conversation/*=off'];

function casesOfRule({ rule, folder }: RuleCase): Case[] {
  const options = [...(rule.startsWith('conversation/') ? [] : ALONE), ...optionsOf(folder)];
  return [
    { name: `rules/${rule} good`, folder, argv: validate(options, ['good.ndjson']) },
    {
      name: `rules/${rule} bad`,
      folder,
      argv: validate(options, ['bad.ndjson']),
      golden: join(folder, 'bad.expected.ndjson'),
    },
  ];
}

/** A folder whose files are read together, and what lies in folders within it is not; one that is called `stdin`, whatever its ending, comes in on stdin. */
function caseOfFolder(folder: string, options: readonly string[]): Case {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'options.json' && entry.name !== 'expected.ndjson')
    .map(({ name }) => name);
  const stdin = files.find((name) => name.split('.')[0] === 'stdin');
  const named = files.filter((name) => name !== stdin).sort();
  return {
    name: relative(FIXTURES, folder),
    folder,
    argv: validate([...options, ...optionsOf(folder)], named),
    ...(stdin === undefined ? {} : { stdinFile: join(folder, stdin) }),
    golden: join(folder, 'expected.ndjson'),
  };
}

/** The folders `fixtures/own-events/<case>`, with the options that bring in their schemas. */
export function foldersOfOwnEvents(): { readonly folder: string; readonly options: readonly string[] }[] {
  const folders = foldersIn(join(FIXTURES, 'own-events')).map((name) => join(FIXTURES, 'own-events', name));
  return folders.map((folder) => ({ folder, options: optionsOf(folder) }));
}

/** What ships with the package; the goldens lie outside of it. */
function caseOfSample(file: string): Case {
  return {
    name: `samples/${file}`,
    folder: join(FIXTURES, 'samples'),
    argv: validate([], [file]),
    golden: join(FIXTURES, 'samples-expected', file),
  };
}

/** Every case, in a lasting order. */
export function allCases(): Case[] {
  return [
    ...ruleCases().flatMap(casesOfRule),
    ...foldersIn(join(FIXTURES, 'input')).map((name) => caseOfFolder(join(FIXTURES, 'input', name), ALONE)),
    ...foldersIn(join(FIXTURES, 'conversations')).map((name) =>
      caseOfFolder(join(FIXTURES, 'conversations', name), []),
    ),
    ...foldersOfOwnEvents().map(({ folder }) => caseOfFolder(folder, ALONE)),
    caseOfFolder(join(FIXTURES, 'spec-page'), ALONE),
    ...readdirSync(join(FIXTURES, 'samples')).sort().map(caseOfSample),
  ];
}

/** Runs a case; the working directory is its folder, so that goldens name files and no machine's paths. */
export function runCase({ argv, folder, stdinFile }: Case, run: Run): ReturnType<Run> {
  return run(argv, { cwd: folder, ...(stdinFile === undefined ? {} : { stdin: readFileSync(stdinFile) }) });
}
