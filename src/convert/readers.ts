import type { Reader } from './reader.js';
import { openai } from './readers/openai.js';

/** All readers, the most specific format first. */
export const READERS: readonly Reader[] = [openai];
