import type { FailedAttempt } from './outcome.js';
import type { RequestState } from './request-watch.js';

/** There was no answer within the time that a request has. */
export const TIMED_OUT: FailedAttempt = { outcome: 'unknown', reason: 'timeout', retry: true };

const UNREACHABLE: FailedAttempt = { outcome: 'notSent', reason: 'unreachable', retry: true };

/** Nothing can have arrived: there was no connection. */
const NOT_CONNECTED: Readonly<Record<string, FailedAttempt>> = {
  ECONNREFUSED: { outcome: 'notSent', reason: 'connection-refused', retry: true },
  ENOTFOUND: { outcome: 'notSent', reason: 'unknown-host', retry: false },
  // The name server has no answer at the moment.
  EAI_AGAIN: { outcome: 'notSent', reason: 'unknown-host', retry: true },
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  UND_ERR_CONNECT_TIMEOUT: UNREACHABLE,
};

/** OpenSSL's reasons to refuse a certificate, Node's own, and the result of speaking TLS to a port that does not. */
const TLS = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/** undici's message about a proxy that answers, but does not let the connection through. */
const PROXY = /^Proxy response \((\d+)\)|^Proxy Authentication Required \((407)\)/;

/** The codes of an error and of those that caused it; fetch hides the true one two levels down. */
function* causesOf(error: unknown): Generator<{ readonly code: string; readonly message: string }> {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string') yield { code, message };
  }
}

function classify(error: unknown): FailedAttempt {
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

/**
 * Returns what a request without an answer means for its records. `late`: it was given up since its time was over. `url`: its
 * target. `state`: how far it got; a request that never had a connection has sent nothing, whatever its error.
 */
export function classifyNetworkFault(
  error: unknown,
  { late, url, state }: { readonly late: boolean; readonly url: string; readonly state: RequestState },
): FailedAttempt {
  const attempt = late ? TIMED_OUT : classify(error);
  if (attempt.outcome !== 'unknown' || state !== 'waiting') return attempt;
  const brokeInHandshake = attempt.reason === 'connection-lost' && url.startsWith('https:');
  return brokeInHandshake ? { outcome: 'notSent', reason: 'tls', retry: true } : UNREACHABLE;
}
