import { browserValidator } from './library/browser-validator.js';
import { CHECK_OPTIONS } from './library/check-options.js';
import { pluginSettings } from './library/plugin-settings.js';
import { sdkPlugin } from './library/sdk-plugin.js';
import type { CopilotEventsPlugin, PluginOptions } from './plugin.js';

export { InvalidEventError } from './library/sdk-plugin.js';

/**
 * The plugin for browsers, without anything of Node: it finds errors by the built-in schemas, and no warnings.
 * @throws {TypeError} for an unknown option, level or mode, and for own schemas, which browsers have no compiler for.
 */
export function copilotEventsPlugin(options: PluginOptions = {}): CopilotEventsPlugin {
  const { settings, rules } = pluginSettings(options, CHECK_OPTIONS);
  if (options.schemas !== undefined || options.trackingPlan !== undefined) {
    throw new TypeError('schemas and trackingPlan need the plugin for Node; in browsers, use a typed client');
  }
  return sdkPlugin(browserValidator(rules), settings);
}
