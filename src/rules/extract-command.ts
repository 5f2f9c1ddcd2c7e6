import type { Holder } from '../record/record.js';
import type { Cut } from '../record/record-in-text.js';

/** The command that cuts each line so; it leaves a line as it is that holds nothing but the record. */
export const CUT_COMMANDS: Readonly<Record<Cut, string>> = {
  'before-object': "sed 's/^[^{]*//'",
  'before-array': "sed 's/^[^[{]*//'",
  'around-object': "sed 's/^[^{]*//; s/[^}]*$//'",
};

/** How events are extracted from the records of a log. */
interface Extraction {
  /** For jq, which it is given each record. */
  readonly filter: string;
  /** What holds the records. Default: each is a line or a document by itself. */
  readonly partOf?: Holder | undefined;
  /** Whether jq may print text, which then stands as it is. Default: false, unless something is cut off. */
  readonly mayBeText?: boolean;
  /** What is cut off the text that jq prints. */
  readonly cut?: Cut | undefined;
  /** Whether the log is packed. Default: false. */
  readonly isPacked?: boolean | undefined;
}

/** Where the array lies that a record is an element of, for jq; left out where jq finds the records by itself. */
const ARRAYS: Readonly<Record<Holder, string | undefined>> = {
  array: '.',
  batch: '.batch',
  'batch-in-array': '.[].batch',
  line: undefined,
};

/** What jq is given to do to each record what a filter does. */
export function filterOf(filter: string, partOf: Holder | undefined): string {
  const array = partOf && ARRAYS[partOf];
  if (array === undefined) return filter;
  return filter === '.' ? `${array}[]` : `${array}[] | ${filter}`;
}

/** What jq is given to print what is in the arrays that stand among records, at any depth, and the records. */
export function flattened(partOf: Holder): string {
  const array = ARRAYS[partOf] ?? '.';
  return array === '.' ? 'flatten[]' : `${array} | flatten[]`;
}

/** The command that prints the events of a log, one on each line. */
export function extractCommand(extraction: Extraction): string {
  const { cut, mayBeText = cut !== undefined, isPacked = false } = extraction;
  const jq = `jq ${mayBeText ? '-cr' : '-c'} '${filterOf(extraction.filter, extraction.partOf)}'`;
  const read = isPacked ? `gzip -cd <file> | ${jq}` : `${jq} <file>`;
  return cut === undefined ? read : `${read} | ${CUT_COMMANDS[cut]}`;
}
