import type { JsonFile } from '../json-file.js';

/** A config as it was read, and the failure for a problem at a pointer of it. */
export type ConfigSource = Pick<JsonFile, 'value' | 'failure'>;
