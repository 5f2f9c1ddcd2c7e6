import type { ChalkInstance, ColorSupportLevel } from 'chalk';
import { Chalk } from 'chalk';
import type { OutputStream } from './io.js';

/**
 * The colours for a stream: what `--color` or `--no-color` says, else NO_COLOR (no-color.org) and FORCE_COLOR, else colour
 * on a terminal only.
 */
export function colorFor(
  stream: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
  flag: boolean | undefined,
): ChalkInstance {
  const level = (): ColorSupportLevel => {
    if (flag !== undefined) return flag ? 1 : 0;
    if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return 0;
    const force = env['FORCE_COLOR'];
    if (force !== undefined) return force === '0' || force === 'false' ? 0 : 1;
    return stream.isTTY === true && env['TERM'] !== 'dumb' ? 1 : 0;
  };
  return new Chalk({ level: level() });
}
