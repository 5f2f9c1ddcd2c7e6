import type { Region } from '../../../send/endpoint.js';
import type { SessionFlags } from '../../session.js';

/** Which severity of problems makes a run of `listen` fail. */
export type FailOn = 'error' | 'warning' | 'never';

/** The options of `listen`, as commander gives them. */
export interface ListenFlags extends SessionFlags {
  /** Default: 8787; with `--exec`, any free port if that one is in use. */
  readonly port?: number;
  readonly bind: string;
  readonly output?: string;
  readonly exec?: string;
  /** In seconds. */
  readonly timeout?: number;
  readonly failOn: FailOn;
  readonly keep: number;
  readonly allowOrigin?: readonly string[];
  readonly format?: readonly string[];
  readonly forward?: true;
  readonly writeKey?: string;
  readonly writeKeyFile?: string;
  readonly region?: Region;
  readonly host?: string;
}
