import { Failure } from '../../../failure.js';
import type { Trust } from '../../../listen/trusted.js';
import { safeName } from '../../../text/safe-name.js';
import type { ListenFlags } from './listen-command.js';

/** Reads `--bind` and `--allow-origin`. @throws {Failure} if a value is unusable. */
export function readTrust({ bind, allowOrigin = [] }: ListenFlags): Trust {
  // Node would listen on every network.
  if (bind.trim() === '') {
    throw new Failure('bad-usage', '--bind is empty', {
      hint: 'use 127.0.0.1 for this machine only, 0.0.0.0 for all its networks',
    });
  }
  for (const origin of allowOrigin) {
    if (origin === 'null' || (URL.canParse(origin) && new URL(origin).origin === origin)) continue;
    throw new Failure('bad-usage', `--allow-origin ${safeName(origin)} is not an origin`, {
      hint: 'write it like https://app.example.test or http://192.168.1.20:3000, without a path',
    });
  }
  // In the address that is printed, an IPv6 address has brackets.
  return { bind: bind.replace(/^\[(.*)\]$/, '$1'), origins: new Set(allowOrigin) };
}
