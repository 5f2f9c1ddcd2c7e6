/** What an NDJSON reader must make of one line. */
export interface ModelLine {
  /** 1-based, counting every line of the file. */
  readonly line: number;
  /** Where the record starts in its line: 2 after a record separator, else 1; behind the blanks before it if the line is too long. */
  readonly column: number;
  readonly outcome: 'object' | 'not-an-object' | 'not-json' | 'not-utf8' | 'too-deep' | 'too-large';
  readonly value: unknown;
}

const DEPTH_LIMIT = 1000;

function strictText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function depthOf(value: unknown): number {
  const containers = (values: readonly unknown[]): object[] =>
    values.filter((one): one is object => typeof one === 'object' && one !== null);
  let depth = 0;
  for (let level = containers([value]); level.length > 0; depth++) {
    level = containers(level.flatMap((one) => Object.values(one) as unknown[]));
  }
  return depth;
}

function outcomeOf(bytes: Buffer): Pick<ModelLine, 'outcome' | 'value'> {
  const text = strictText(bytes);
  if (text === undefined) return { outcome: 'not-utf8', value: undefined };
  const parsed = parse(text);
  if (parsed === undefined) return { outcome: 'not-json', value: undefined };
  const { value } = parsed;
  if (depthOf(value) > DEPTH_LIMIT) return { outcome: 'too-deep', value: undefined };
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { outcome: 'object', value } : { outcome: 'not-an-object', value: undefined };
}

/** Whether a text is several JSON objects or arrays one behind the other. */
export function isSeveralValues(text: string): boolean {
  return /[}\]]\s*[[{]/.test(text) && parse(`[${text.replaceAll(/(?<=[}\]])\s*(?=[[{])/g, ',')}]`) !== undefined;
}

/** Whether the records of a line are inside of it: an array, a request body, or anything that may be several values. */
function isComposite(bytes: Buffer): boolean {
  const text = bytes.toString();
  const value = parse(text)?.value;
  if (value === undefined) return /^[\s\u001e]*\[|"batch"|[}\]][^"]*[[{]/.test(text);
  return Array.isArray(value) || Array.isArray((value as { readonly batch?: unknown } | null)?.batch);
}

/** The numbers of the lines that hold other records than themselves; the model says nothing of these. */
export function compositeLines(text: Buffer): Set<number> {
  return new Set(physicalLines(text).flatMap((line, index) => (isComposite(line) ? [index + 1] : [])));
}

/** Splits text at each byte 0x0A; what follows the last one is a line only if there is any of it. */
export function physicalLines(text: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (const [index, byte] of text.entries()) {
    if (byte !== 0x0a) continue;
    lines.push(text.subarray(start, index));
    start = index + 1;
  }
  return start < text.length ? [...lines, text.subarray(start)] : lines;
}

/** The records of NDJSON, the simple way: all at once, one line after the other. */
export function modelLines(text: Buffer, maxRecordSize: number): ModelLine[] {
  return physicalLines(text).flatMap((whole, index): ModelLine[] => {
    const line = index + 1;
    const ended = whole.at(-1) === 0x0d ? whole.subarray(0, -1) : whole;
    const start = ended[0] === 0x1e ? 2 : 1;
    const text = ended.subarray(start - 1);
    const blanks = text.findIndex((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0d);
    if (blanks === -1) return [];
    // Blanks before a record do not make it too large.
    const column = text.length > maxRecordSize ? start + blanks : start;
    const bytes = ended.subarray(column - 1);
    if (bytes.length > maxRecordSize) return [{ line, column, outcome: 'too-large', value: undefined }];
    return [{ line, column, ...outcomeOf(bytes) }];
  });
}

/** The JSON objects and arrays of a text that stand one behind the other, with nothing but blanks between; undefined for any other text. */
function documentsIn(text: string): string[] | undefined {
  const documents: string[] = [];
  let rest = text.replace(/^[ \t\r\n]+/, '');
  while (rest !== '') {
    const document = Array.from(rest.matchAll(/[\]}]/g), ({ index }) => rest.slice(0, index + 1)).find(
      (beginning) => parse(beginning) !== undefined,
    );
    if (!/^[[{]/.test(rest) || document === undefined) return undefined;
    documents.push(document);
    rest = rest.slice(document.length).replace(/^[ \t\r\n]+/, '');
  }
  return documents;
}

/** Whether a text that should hold one record per line begins with a pretty-printed document, and none of its lines is a record of its own. */
export function isPrettyPrinted(text: Buffer): boolean {
  const lines = modelLines(text, Number.POSITIVE_INFINITY);
  const documents = documentsIn(new TextDecoder('utf-8', { ignoreBOM: true }).decode(text)) ?? [];
  return (
    documents[0]?.includes('\n') === true &&
    lines[0]?.column === 1 &&
    lines.every(({ outcome }) => outcome !== 'object')
  );
}
