import { spawnSync } from 'node:child_process';

/**
 * Whether jq can run the commands of hints. Where it cannot, it says what is left out, and they count as skipped, which `.ci/run`
 * takes for a failure; so does CI, at once.
 */
export function hasJq(whatFor: string): boolean {
  if (spawnSync('jq', ['--version']).status === 0) return true;
  const fix = 'install jq (Debian: apt-get install jq)';
  if (process.env['CI']) throw new Error(`no jq for the tests of ${whatFor}: ${fix}`);
  process.stderr.write(`\n*** LEFT OUT, for want of jq: the tests of ${whatFor}. To run them, ${fix}.\n\n`);
  return false;
}
