/** How much of a line a text takes, in UTF-16 units: all but the codes for colour. */
function visibleLength(text: string): number {
  return text.replaceAll(/\u001b\[[\d;]*m/g, '').length;
}

/**
 * Breaks a text into lines of at most `width` UTF-16 units, at spaces; a longer word has a line of its own. The first line
 * may have another width, since something may stand before it. Codes for colour take no room.
 */
export function wrap(text: string, width: number, firstWidth: number = width): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && visibleLength(line) + 1 + visibleLength(word) > (lines.length === 0 ? firstWidth : width)) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
