// The package's main module also loads metrics of the process, a push gateway and more; these two are all that we use.
declare module 'prom-client/lib/registry.js' {
  import type { Registry } from 'prom-client';

  const exported: typeof Registry;
  export default exported;
}
declare module 'prom-client/lib/counter.js' {
  import type { Counter } from 'prom-client';

  const exported: typeof Counter;
  export default exported;
}
