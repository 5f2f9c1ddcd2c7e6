import { resolve } from 'node:path';
import type { Io } from '../io.js';
import { Output } from './output.js';

/** Stands for stdout where an option takes an output file. */
export const STDOUT = '-';

/** The file that an output goes to; undefined for stdout. */
export function fileOf(output: string | undefined): string | undefined {
  return output === STDOUT ? undefined : output;
}

/** Opens what an option names: a file, or stdout for `-`. `gathers`: as for `Output.toFile`. */
export function openOutput(path: string, { stdout, cwd }: Pick<Io, 'stdout' | 'cwd'>, gathers = false): Output {
  return path === STDOUT ? Output.toStream(stdout, 'stdout') : Output.toFile(resolve(cwd(), path), gathers);
}
