import { detectAgent } from 'std-env';
import type { Io, OutputStream } from '../io.js';
import type { FormatName } from '../report/formats.js';

/** Agents whose variables are set in the shells of people, too: there, a terminal has a person before it. */
const SHARED_WITH_PEOPLE = new Set(['replit', 'goose', 'devin', 'kiro', 'junie']);

/**
 * The format of a report on `stream` when nobody asks for one: `agent` where the environment names a coding agent, else
 * `pretty`.
 */
export function defaultFormat(stream: OutputStream, { env }: Io): FormatName {
  // std-env reads the environment of the process; a run with another environment is not the one that an agent started.
  const name = env === process.env ? detectAgent().name : undefined;
  if (name === undefined) return 'pretty';
  return SHARED_WITH_PEOPLE.has(name) && stream.isTTY === true ? 'pretty' : 'agent';
}
