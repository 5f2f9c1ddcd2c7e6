import { guard } from './inspection.js';
import type { Metrics } from './metrics.js';
import type { App, AppOptions } from './tracking-api.js';

/**
 * Adds `/health`, which anyone may ask since it tells nothing, and `/metrics` for Prometheus, which has names of events and is
 * open to those who may read them.
 */
export function addMonitoring(app: App, { collector, trust }: AppOptions, metrics: Metrics): void {
  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/metrics', guard(trust), async (c) =>
    c.body(await metrics.text(collector), 200, { 'content-type': metrics.contentType }),
  );
}
