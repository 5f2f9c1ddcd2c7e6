import type { LevelOf } from '../check/rule-levels.js';
import { ScanGate } from '../scan/scan-gate.js';
import type { Registry } from '../schema/registry.js';
import type { Io } from './io.js';

/**
 * The way past the building of objects, for a command that needs none. The environment says `COPILOT_EVENTS_SCAN=off` to do
 * without, and `always` to take it for the smallest input, too.
 */
export function scanGateFor(registry: Registry, levelOf: LevelOf, { env }: Io): ScanGate | undefined {
  const setting = env['COPILOT_EVENTS_SCAN'];
  if (setting === 'off') return undefined;
  const isOn = (rule: string): boolean => levelOf(rule) !== 'off';
  const options = { registry, isOn, wantsFacts: false, now: Date.now };
  return setting === 'always' ? new ScanGate(options, 0) : new ScanGate(options);
}
