import type { LevelOf } from '../check/rule-levels.js';
import { ScanGate } from '../scan/scan-gate.js';
import type { Registry } from '../schema/registry.js';
import type { Io } from './io.js';

/** What a command wants of the scanner. */
export interface ScanWanted {
  readonly registry: Registry;
  readonly levelOf: LevelOf;
  /** Whether rules across records want to know of each record. */
  readonly wantsFacts: boolean;
}

/**
 * The way past the building of objects, for a command that needs none. Off by default, until it has been held against the slow
 * path for long enough: the environment says `COPILOT_EVENTS_SCAN=on` to take it for inputs that are worth it, and `always` to
 * take it for the smallest, too.
 */
export function scanGateFor(wanted: ScanWanted, { env }: Io): ScanGate | undefined {
  const setting = env['COPILOT_EVENTS_SCAN'];
  if (setting !== 'on' && setting !== 'always') return undefined;
  const { registry, levelOf, wantsFacts } = wanted;
  const options = { registry, isOn: (rule: string) => levelOf(rule) !== 'off', wantsFacts, now: Date.now };
  return setting === 'always' ? new ScanGate(options, 0) : new ScanGate(options);
}
