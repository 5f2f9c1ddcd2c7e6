import type { DeadLetterFlags } from '../../../send/dead-letters.js';
import type { Region } from '../../../send/endpoint.js';
import type { SelectionFlags } from '../../../send/selection.js';
import type { InputFlags } from '../../settings.js';

/** The options of `send`, as commander gives them. */
export interface SendFlags extends InputFlags, DeadLetterFlags, SelectionFlags {
  readonly writeKey?: string;
  readonly writeKeyFile?: string;
  readonly region?: Region;
  readonly host?: string;
  readonly limit?: number;
  readonly dryRun?: true;
  readonly allOrNothing?: true;
  readonly requireTimestamp?: true;
  readonly newMessageIds?: string;
  readonly redact?: readonly string[];
  readonly checkpoint?: string;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly format?: readonly string[];
  readonly maxProblems?: number;
}
