import type { Io, OutputStream } from '../io.js';
import { wrapLine } from '../text/wrap.js';

/** The width of a terminal, where lines are broken; undefined for a file or a pipe, where each stays whole. */
export function widthOf({ isTTY, columns }: OutputStream): number | undefined {
  // A terminal without a known width has 0 columns.
  return isTTY === true ? columns || undefined : undefined;
}

/** Writes on stderr what happened and, if there is one, the hint what to do about it. */
export function showMessage(text: string, { stderr }: Pick<Io, 'stderr'>, hint?: string): void {
  const lines = [`copilot-events: ${text}`, ...(hint === undefined ? [] : [`  hint: ${hint}`])];
  stderr.write(`${lines.flatMap((line) => wrapLine(line, widthOf(stderr))).join('\n')}\n`);
}
