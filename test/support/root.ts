import { fileURLToPath } from 'node:url';

/** The project's folder, and within it the fixtures and the binary. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const FIXTURES = `${ROOT}fixtures`;
export const BINARY = `${ROOT}bin/copilot-events.js`;
