import type { Region } from '../../../send/endpoint.js';
import type { RuleFlags } from '../../settings.js';

/** When a run of `listen` fails for what arrived. */
export type FailOn = 'error' | 'warning' | 'never';

/** The options of `listen`, as commander gives them. */
export interface ListenFlags extends RuleFlags {
  readonly port: number;
  readonly bind: string;
  readonly output?: string;
  readonly exec?: string;
  /** In seconds. */
  readonly timeout?: number;
  readonly failOn: FailOn;
  readonly maxWarnings?: number;
  readonly allowEmpty?: true;
  readonly keep: number;
  readonly allowOrigin?: readonly string[];
  readonly format?: readonly string[];
  readonly maxProblems?: number;
  readonly maxConversations?: number;
  readonly forward?: true;
  readonly writeKey?: string;
  readonly writeKeyFile?: string;
  readonly region?: Region;
  readonly host?: string;
}
