import type { OutputStream } from '../io.js';
import type { Paint } from '../text/paint.js';
import { PLAIN } from '../text/paint.js';

type Env = Readonly<Record<string, string | undefined>>;

function wantsColor(stream: OutputStream, env: Env, flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/**
 * The colours for a stream: what `--color` or `--no-color` says, else NO_COLOR (no-color.org) and FORCE_COLOR, else colour
 * on a terminal only.
 */
export async function paintFor(stream: OutputStream, env: Env, flag: boolean | undefined): Promise<Paint> {
  if (!wantsColor(stream, env, flag)) return PLAIN;
  const { Chalk } = await import('chalk');
  return new Chalk({ level: 1 });
}
