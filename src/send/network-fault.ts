import type { FailedAttempt } from './outcome.js';

/** There was no answer within the time that a request has. */
export const TIMED_OUT: FailedAttempt = { outcome: 'unknown', reason: 'timeout', retry: true };

/** Nothing can have arrived: there was no connection. */
const NOT_CONNECTED: Readonly<Record<string, FailedAttempt>> = {
  ECONNREFUSED: { outcome: 'notSent', reason: 'connection-refused', retry: true },
  ENOTFOUND: { outcome: 'notSent', reason: 'unknown-host', retry: false },
  // The name server has no answer at the moment.
  EAI_AGAIN: { outcome: 'notSent', reason: 'unknown-host', retry: true },
  EHOSTUNREACH: { outcome: 'notSent', reason: 'unreachable', retry: true },
  ENETUNREACH: { outcome: 'notSent', reason: 'unreachable', retry: true },
  UND_ERR_CONNECT_TIMEOUT: { outcome: 'notSent', reason: 'unreachable', retry: true },
};

/** OpenSSL's reasons to refuse a certificate, Node's own, and what comes of speaking TLS to a port that does not. */
const TLS = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/** What undici says of a proxy that answers, but does not let the connection through. */
const PROXY = /^Proxy response \((\d+)\)|^Proxy Authentication Required \((407)\)/;

/** The codes of an error and of those that caused it; fetch hides the true one two levels down. */
function* causesOf(error: unknown): Generator<{ readonly code: string; readonly message: string }> {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string') yield { code, message };
  }
}

/** Says what a request that had no answer means for the records that it held. */
export function classifyNetworkFault(error: unknown): FailedAttempt {
  // fetch itself refuses ports that belong to other protocols (WHATWG Fetch, "bad port").
  if (error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port') {
    return { outcome: 'notSent', reason: 'bad-port', retry: false };
  }
  for (const { code, message } of causesOf(error)) {
    const [, refused, unknownUser] = PROXY.exec(message) ?? [];
    const status = refused ?? unknownUser;
    if (status !== undefined) return { outcome: 'notSent', reason: 'proxy', retry: Number(status) >= 500 };
    const attempt = NOT_CONNECTED[code];
    if (attempt !== undefined) return attempt;
    if (TLS.test(code)) return { outcome: 'notSent', reason: 'tls', retry: false };
    if (code === 'ETIMEDOUT') return TIMED_OUT;
  }
  // It may have broken at any moment, also while the answer was on its way.
  return { outcome: 'unknown', reason: 'connection-lost', retry: true };
}
