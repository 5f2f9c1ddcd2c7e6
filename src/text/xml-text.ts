import { safeText } from './safe-name.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A line of text for an attribute or an element of XML, without the characters that XML 1.0 cannot hold. */
export function xmlText(text: string): string {
  return safeText(text)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (unit) => ENTITIES[unit] ?? unit);
}

/** Lines of text for an element of XML. */
export function xmlLines(lines: readonly string[]): string {
  return lines.map(xmlText).join('\n');
}
