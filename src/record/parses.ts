/** The value of a JSON text; undefined if it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether bytes are one JSON value. */
export function parses(bytes: Buffer): boolean {
  return parsed(bytes.toString()) !== undefined;
}
