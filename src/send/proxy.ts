import type { Endpoint } from './endpoint.js';
import type { Transport } from './recording-client.js';
import { webAddress } from './web-address.js';

/** A proxy between us and the endpoint. */
export interface ProxyRoute {
  /** Its host and port, for messages: without the password that its address may hold. */
  readonly host: string;
  /** The environment variable that names it. */
  readonly variable: string;
  open(): Promise<Transport>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Like curl and most others, reads the name in lower case first, since the caller of a CGI program sets its HTTP_PROXY. */
function variable(env: Env, name: string): { name: string; value: string } | undefined {
  for (const key of [name.toLowerCase(), name]) {
    const value = env[key];
    if (value !== undefined && value !== '') return { name: key, value };
  }
  return undefined;
}

/** A host as NO_PROXY or a URL names it, IPv6 addresses in brackets or not, with its port if it has one. */
function splitPort(entry: string): { name: string; port: string | undefined } {
  const [, bracketed, ofBracketed] = /^\[(.*)\](?::(\d+))?$/.exec(entry) ?? [];
  if (bracketed !== undefined) return { name: bracketed, port: ofBracketed };
  // More than one colon: an IPv6 address, whose last part is no port.
  if ((entry.match(/:/g) ?? []).length > 1) return { name: entry, port: undefined };
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  return { name, port };
}

/** Whether an address lies in a block such as `10.0.0.0/8`, or is the address of an entry without a length. */
async function isInBlock(address: string, entry: string): Promise<boolean> {
  const { BlockList, isIP } = await import('node:net');
  const [base = '', length] = entry.split('/');
  const kind = (ip: string) => (isIP(ip) === 6 ? 'ipv6' : 'ipv4');
  if (isIP(address) === 0 || isIP(base) === 0 || kind(address) !== kind(base)) return false;
  const block = new BlockList();
  const prefix = length === undefined ? (isIP(base) === 6 ? 128 : 32) : Number(length);
  if (!Number.isInteger(prefix) || length === '' || prefix < 0 || prefix > (isIP(base) === 6 ? 128 : 32)) return false;
  block.addSubnet(base, prefix, kind(base));
  return block.check(address, kind(address));
}

/**
 * Whether NO_PROXY exempts a host: it names the host, a domain above it, its address, or a block of addresses that it lies in
 * (`10.0.0.0/8`, `fd00::/8`); each with a port, then only that one; `*` exempts all.
 */
async function isExempt({ hostname, port, protocol }: URL, noProxy: string): Promise<boolean> {
  const realPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  // A name with a dot at its end is the same name.
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  for (const entry of noProxy.toLowerCase().split(/[\s,]+/)) {
    if (entry === '*') return true;
    const { name, port: ofPort } = splitPort(entry);
    if (name === '' || (ofPort !== undefined && ofPort !== realPort)) continue;
    if (await isInBlock(host, name)) return true;
    const domain = name.replace(/^\*?\.|\.$/g, '');
    if (domain !== '' && (host === domain || host.endsWith(`.${domain}`))) return true;
  }
  return false;
}

/**
 * The proxy that HTTPS_PROXY or HTTP_PROXY names for an endpoint, unless NO_PROXY exempts it. Node's own fetch uses none of them.
 * @throws {Failure} if the variable does not hold the address of a proxy.
 */
export async function proxyFor({ origin }: Endpoint, env: Env): Promise<ProxyRoute | undefined> {
  const url = new URL(origin);
  const secure = url.protocol === 'https:';
  const found = variable(env, secure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (found === undefined || (await isExempt(url, variable(env, 'NO_PROXY')?.value ?? ''))) return undefined;
  const address = found.value.includes('://') ? found.value : `http://${found.value}`;
  const proxy = webAddress(address, {
    name: found.name,
    what: 'an HTTP proxy',
    examples: 'http://proxy.example.com:3128, or unset it',
  });
  return {
    host: proxy.host,
    variable: found.name,
    async open() {
      const { fetch, ProxyAgent } = await import('undici');
      // A tunnel to port 80 is what many proxies refuse.
      const dispatcher = new ProxyAgent({ uri: proxy.href, proxyTunnel: secure });
      return async (url, request) => (await fetch(url, { ...request, dispatcher } as object)) as unknown as Response;
    },
  };
}
