// Makes the TypeScript of the events that the library exports, with the generator that the command line has.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ id: string, document: any }} SchemaDocument */

/** @returns {Promise<Map<string, SchemaDocument>>} all of `schemas/`, by the path within it */
async function documents() {
  const files = (await readdir(`${root}schemas`, { recursive: true })).filter((file) => file.endsWith('.schema.json'));
  const read = files.sort().map(async (id) => {
    const document = JSON.parse(await readFile(`${root}schemas/${id}`, 'utf8'));
    return /** @type {const} */ ([id, { id, document }]);
  });
  return new Map(await Promise.all(read));
}

/** Writes `src/schema/generated/event-types.ts`. */
export async function makeEventTypes() {
  const dir = `${root}node_modules/.cache/copilot-events/event-types`;
  await bundle({ 'event-types': `${root}src/typescript/event-types.ts` }, { dir });
  /** @type {typeof import('../src/typescript/event-types.js')} */
  const { eventTypes } = await import(`${dir}/event-types.js`);
  const byId = await documents();
  const schemas = ['events/', 'calls/'].flatMap((folder) =>
    [...byId.values()]
      .filter(({ id }) => id.startsWith(folder))
      .map(({ id, document }) => {
        const { type, event } = document.properties;
        /** @type {string[]} */
        const names = folder === 'events/' ? [event.const ?? event.enum].flat() : [];
        return { id, document, call: type.const, names };
      }),
  );
  const text = await eventTypes(schemas, (ref, from) => byId.get(posix.join(posix.dirname(from), ref)));
  await writeFile(`${root}src/schema/generated/event-types.ts`, text);
}
