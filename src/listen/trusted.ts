/** What may use a collector besides programs on this machine. */
export interface Trust {
  /** The address that the collector was bound to. */
  readonly bind: string;
  /** Origins of pages that `--allow-origin` names. */
  readonly origins: ReadonlySet<string>;
}

/** The host name of a `Host` header or an origin, without its port and brackets; undefined if it holds none. */
function hostName(host: string): string | undefined {
  const address = `http://${host}`;
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, '') : undefined;
}

/** Whether a host name means this machine only: `localhost` and its subdomains, 127.0.0.0/8 and ::1. */
export function isLoopback(name: string): boolean {
  return name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name) || /^(?:.+\.)?localhost$/i.test(name);
}

/** Whether a host name is an IP address. No name server resolves it, so nobody can point it elsewhere. */
function isAddress(name: string): boolean {
  return name.includes(':') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name);
}

/**
 * Whether the `Host` header names this collector: a loopback name, an address, or the name that it is bound to. Any other name
 * may belong to a page that has pointed it at this machine to read from it (DNS rebinding).
 */
export function isOwnHost(host: string | undefined, { bind }: Trust): boolean {
  const name = host === undefined ? undefined : hostName(host);
  return name !== undefined && (isLoopback(name) || isAddress(name) || name === bind.toLowerCase());
}

/** Whether pages of an origin may send events: origins on this machine, and those of `--allow-origin`. */
export function maySend(origin: string, { origins, bind }: Trust): boolean {
  if (origins.has(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  const name = hostName(host) ?? '';
  return isLoopback(name) || name === bind.toLowerCase();
}
