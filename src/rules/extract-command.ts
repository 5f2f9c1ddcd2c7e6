import type { Cut } from '../record/record-in-text.js';

/** The command that cuts each line so; it leaves a line as it is that holds nothing but the record. */
export const CUT_COMMANDS: Readonly<Record<Cut, string>> = {
  'before-object': "sed 's/^[^{]*//'",
  'before-array': "sed 's/^[^[{]*//'",
  'around-object': "sed 's/^[^{]*//; s/[^}]*$//'",
};

/** How events are extracted from the records of a log. */
interface Extraction {
  /** For jq. */
  readonly filter: string;
  /** Whether jq may print text, which then stands as it is. Default: false, unless something is cut off. */
  readonly mayBeText?: boolean;
  /** What is cut off the text that jq prints. */
  readonly cut?: Cut | undefined;
  /** Whether the log is packed. Default: false. */
  readonly isPacked?: boolean | undefined;
}

/** The command that prints the events of a log, one on each line. */
export function extractCommand({ filter, cut, mayBeText = cut !== undefined, isPacked = false }: Extraction): string {
  const jq = `jq ${mayBeText ? '-cr' : '-c'} '${filter}'`;
  const read = isPacked ? `gzip -cd <file> | ${jq}` : `${jq} <file>`;
  return cut === undefined ? read : `${read} | ${CUT_COMMANDS[cut]}`;
}
