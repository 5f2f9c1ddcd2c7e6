/** The longest line of a comment or a union, about. */
const WIDTH = 110;

const COMMENT = /^(?:\/\*\*| \*)/;

/** A comment's line, cut between words where it is long. */
function wrapped(line: string): string {
  return line
    .slice(3)
    .replace(new RegExp(`(.{1,${WIDTH}})(?: +|$)`, 'g'), (_, part: string) => ` * ${part}\n`)
    .trimEnd();
}

/** A short description on one line: three for six words make a file hard to read. */
function laidOutComments(text: string): string {
  const short = text.replace(new RegExp(`^/\\*\\*\\n \\* (.{1,${WIDTH}})\\n \\*/$`, 'gm'), '/** $1 */');
  return short.replace(/^ \* .*$/gm, wrapped);
}

/** A declared union of plain names on lines of their own where one line is too long. */
function laidOutUnion(line: string): string {
  const [, start, members] = /^(export type \w+ =) ([\w$]+(?: \| [\w$]+)+)$/.exec(line) ?? [];
  if (start === undefined || members === undefined || line.length <= WIDTH) return line;
  return `${start}\n  | ${members.replaceAll(' | ', '\n  | ')}`;
}

/**
 * Lays out what json-schema-to-typescript writes, as the formatter would that it comes with and that is larger than all else
 * we use: it indents, ends members with semicolons, wraps comments and removes needless parentheses.
 */
export function layOut(text: string): string {
  let depth = 0;
  let isBlock = false;
  const lines = laidOutComments(text.trim())
    .split('\n')
    .map((line) => {
      if (line === '') return '';
      if (line.startsWith('}')) depth--;
      const indent = '  '.repeat(depth);
      if (COMMENT.test(line)) return indent + line;
      if (depth === 0 && line.startsWith('export')) isBlock = /^export (?:interface|const enum|enum) /.test(line);
      if (line.endsWith('{')) {
        depth++;
        return indent + line;
      }
      // No semicolon after a declaration in braces, nor within an enum.
      if ((isBlock && depth === 0) || line.endsWith(',')) return indent + line;
      return `${indent}${laidOutUnion(line.replace(/(: |= )\(([^()]*)\)$/, '$1$2'))};`;
    });
  return `${lines
    .join('\n')
    .replace(/^(export type [\w$]+ = )\((.*(?:\n[ }].*)*)\);$/gm, '$1$2;')
    .replace(/(?<!\*\/|\n)\n(?=\/\*\*|export)/g, '\n\n')}\n`;
}
