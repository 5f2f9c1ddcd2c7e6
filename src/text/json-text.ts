// What `safeName` takes out of names, as far as JSON.stringify leaves it in: controls that move a cursor or turn text round.
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

// The start of what CI runners obey wherever in a line it stands, as `safeName` knows it.
const RUNNER_COMMAND = /#(?=#[a-z]*\[)/gi;

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value as JSON that harms no terminal and commands no CI runner: the same value to whoever parses it, with escapes where text could do more. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, escaped).replace(RUNNER_COMMAND, escaped);
}
