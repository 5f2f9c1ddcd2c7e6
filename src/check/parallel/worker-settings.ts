import type { SchemaConfig, SchemaFlags } from '../../own-events/registry-for.js';
import type { RuleSetting } from '../rule-levels.js';

/** What a worker makes its check from; plain values, which can be sent to it. */
export interface WorkerSettings {
  readonly schemaFlags: SchemaFlags;
  readonly config: SchemaConfig;
  readonly cwd: string;
  readonly rules: readonly RuleSetting[];
  readonly showValues: boolean;
  /** Whether the facts of records are needed, for conversation rules or reports. */
  readonly wantsFacts: boolean;
  readonly usesScanner: boolean;
}
