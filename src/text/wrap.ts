/** How much of a line a text takes, in UTF-16 units: all but the codes for colour. */
function visibleLength(text: string): number {
  return text.replaceAll(/\u001b\[[\d;]*m/g, '').length;
}

/** A program with its arguments: options with their values, quoted texts, paths, and what they are piped into. */
const PROGRAM = String.raw`(?:copilot-events(?: [a-z]+)?|npx [\w-]+|jq|grep|sed|iconv|gzip|gunzip)`;
const QUOTED = `(?:'[^']*'|"[^"]*")`;
const OPTION = String.raw`--?[A-Za-z][\w-]*(?:[ =](?:${QUOTED}|[^\s'";,]+))?`;
const ARGUMENT = String.raw`(?:${OPTION}|${QUOTED}|<[^>]+>|-(?=[ ;,)]|$)|[^\s'";,]*[./*][^\s'";,]*|\| ${PROGRAM})`;

/** A command, or options without their program, as they stand in a text; the codes for colour may stand before them. */
const COMMAND = new RegExp(
  String.raw`(?:\u001b\[[\d;]*m|[(“])*(?:${PROGRAM}(?: ${ARGUMENT})+|${OPTION}(?: ${OPTION})*)`,
  'y',
);

/** The parts of a text between which a line may be broken: words, and commands as a whole, since people copy them. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start <= text.length; ) {
    COMMAND.lastIndex = start;
    const command = COMMAND.exec(text)?.[0] ?? '';
    const space = text.indexOf(' ', start + command.length);
    const end = space === -1 ? text.length : space;
    parts.push(text.slice(start, end));
    start = end + 1;
  }
  return parts;
}

/**
 * Breaks a text into lines of at most `width` UTF-16 units, at spaces; a longer word, and a command with its arguments, has a line of
 * its own. The first line may have another width, since something may stand before it. Codes for colour take no room.
 */
export function wrap(text: string, width: number, firstWidth: number = width): string[] {
  // Most texts fit, and to compile COMMAND takes a millisecond. Spaces in front are left out below.
  if (!text.startsWith(' ') && visibleLength(text) <= firstWidth) return [text];
  const lines: string[] = [];
  let line = '';
  for (const part of partsOf(text)) {
    if (line !== '' && visibleLength(line) + 1 + visibleLength(part) > (lines.length === 0 ? firstWidth : width)) {
      lines.push(line);
      line = part;
    } else line = line === '' ? part : `${line} ${part}`;
  }
  lines.push(line);
  return lines;
}

/** A line of text has at least this much room, however narrow the terminal is. */
const MIN_WIDTH = 40;

/**
 * Breaks a line, which may be indented, for a terminal with so many columns; undefined: it stays whole. What goes on below an indented
 * line is indented by two more.
 */
export function wrapLine(line: string, columns: number | undefined): string[] {
  if (columns === undefined) return [line];
  const [indent = ''] = /^ */.exec(line) ?? [];
  const below = indent === '' ? '' : `${indent}  `;
  const widthBehind = (before: string): number => Math.max(MIN_WIDTH, columns - before.length);
  const [first = '', ...rest] = wrap(line.slice(indent.length), widthBehind(below), widthBehind(indent));
  return [indent + first, ...rest.map((text) => below + text)];
}
