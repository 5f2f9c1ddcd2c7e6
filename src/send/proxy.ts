import { Failure } from '../failure.js';
import type { Endpoint } from './endpoint.js';
import type { Transport } from './recording-client.js';

/** A proxy that lies between, and the way through it. */
export interface ProxyRoute {
  /** Its host and port, as messages name it: without the password that its address may hold. */
  readonly host: string;
  open(): Promise<Transport>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** What curl and most others read: in lower case first, since CGI programs get HTTP_PROXY from whoever asks. */
function variable(env: Env, name: string): { name: string; value: string } | undefined {
  for (const key of [name.toLowerCase(), name]) {
    const value = env[key];
    if (value !== undefined && value !== '') return { name: key, value };
  }
  return undefined;
}

/** Whether NO_PROXY names a host: itself, a domain above it, or either with its port; `*` names all. */
function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const realPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return noProxy.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', ofPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    const domain = name.replace(/^\*?\./, '');
    if (domain === '' || (ofPort !== undefined && ofPort !== realPort)) return false;
    return hostname === domain || hostname.endsWith(`.${domain}`);
  });
}

/**
 * The proxy that HTTPS_PROXY or HTTP_PROXY names for an endpoint, unless NO_PROXY exempts it. Node's own fetch asks none of them.
 * @throws {Failure} if the variable holds no address of a proxy.
 */
export function proxyFor({ origin }: Endpoint, env: Env): ProxyRoute | undefined {
  const url = new URL(origin);
  const secure = url.protocol === 'https:';
  const found = variable(env, secure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (found === undefined || isExempt(url, variable(env, 'NO_PROXY')?.value ?? '')) return undefined;
  const address = found.value.includes('://') ? found.value : `http://${found.value}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol) || proxy.hostname === '') {
    throw new Failure('bad-usage', `${found.name} is not the address of a proxy`, {
      hint: 'write it like http://proxy.example.com:3128, or unset it',
    });
  }
  return {
    host: proxy.host,
    async open() {
      const { fetch, ProxyAgent } = await import('undici');
      // A tunnel to port 80 is what many proxies refuse.
      const dispatcher = new ProxyAgent({ uri: proxy.href, proxyTunnel: secure });
      return async (url, request) => (await fetch(url, { ...request, dispatcher } as object)) as unknown as Response;
    },
  };
}
