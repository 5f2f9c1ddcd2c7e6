/**
 * A pattern as JSON Schema means it, with the flag u; without it, if it is one only then (`\_` is an example).
 * @throws {SyntaxError} if it is none at all.
 */
export function toRegExp(pattern: string, flags = 'u'): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return new RegExp(pattern);
  }
}

/** Why an expression is none, in the engine's own words; undefined if it is one. */
export function regExpFault(pattern: string): string | undefined {
  try {
    toRegExp(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '');
  }
}
