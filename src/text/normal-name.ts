/** A name without what people write differently: case, and separators. `message_body`, `messageBody` are one. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
