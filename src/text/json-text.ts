// What `safeName` takes out of names, as far as JSON.stringify leaves it in: control and bidirectional characters.
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

// The start of what CI runners obey wherever in a line it stands, as `safeName` knows it.
const RUNNER_COMMAND = /#(?=#[a-z]*\[)/gi;

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value as JSON that is safe for terminals and CI runners: it parses to the same value, and control characters are escaped. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, escaped).replace(RUNNER_COMMAND, escaped);
}
