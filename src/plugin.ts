import type { ValidatorOptions } from './index.js';
import { createValidator } from './index.js';
import { CHECK_OPTIONS } from './library/check-options.js';
import { pluginSettings } from './library/plugin-settings.js';
import type { CopilotEventsPlugin, PluginSettings } from './library/sdk-plugin.js';
import { sdkPlugin } from './library/sdk-plugin.js';

export type { CopilotEventsPlugin, PluginMode, TrackedContext } from './library/sdk-plugin.js';
export { InvalidEventError } from './library/sdk-plugin.js';

/** The options of the plugin. */
export interface PluginOptions extends PluginSettings, Omit<ValidatorOptions, 'file'> {}

/**
 * Makes a plugin for `@segment/analytics-node` that checks each event when it is tracked, and never changes one:
 * `analytics.register(copilotEventsPlugin())`. No event is lost but those that the modes `throw` and `drop` refuse. Since the SDK
 * catches whatever a plugin throws, the mode `throw` puts its check before the client's own methods when it is registered.
 * Bundlers for browsers take a smaller one in its place, for `@segment/analytics-next`.
 * @throws {TypeError} for an unknown option, rule, level or mode. {Failure} for a schema or a plan that is broken.
 */
export function copilotEventsPlugin(options: PluginOptions = {}): CopilotEventsPlugin {
  const { settings, rules } = pluginSettings(options, CHECK_OPTIONS);
  const { mode: _mode, log: _log, sampleRate: _rate, ...check } = options;
  return sdkPlugin(createValidator({ ...check, rules, file: '<analytics>' }), settings);
}
