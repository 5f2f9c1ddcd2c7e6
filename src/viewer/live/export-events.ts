import type { Entry } from '../model/entry.js';

/** Events as NDJSON, as they came, without those that could not be read. */
export function ndjsonOf(entries: readonly Entry[]): string {
  return entries.flatMap(({ event }) => (event === undefined ? [] : [`${JSON.stringify(event)}\n`])).join('');
}

/** Saves events to a file of the browser’s downloads. */
export function exportEvents(entries: readonly Entry[]): void {
  const address = URL.createObjectURL(new Blob([ndjsonOf(entries)], { type: 'application/x-ndjson' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `copilot-events-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.ndjson`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
