import type { Levels } from './levels-of-calls.js';
import { levelsOfCalls } from './levels-of-calls.js';
import { refuseUnknownOptions } from './refuse-unknown-options.js';
import type { PluginSettings } from './sdk-plugin.js';
import { PLUGIN_MODES } from './sdk-plugin.js';

/**
 * The settings of the plugin with their defaults, and its levels. `others`: the options that concern the check.
 * @throws {TypeError} for an unknown option or mode, or a rate that is none.
 */
export function pluginSettings(
  options: PluginSettings & { readonly rules?: Levels },
  others: readonly string[],
): { settings: Required<PluginSettings>; rules: Levels } {
  refuseUnknownOptions(options, ['mode', 'log', 'sampleRate', ...others]);
  const { mode = 'warn', log = (message) => console.warn(message), sampleRate = 1, rules } = options;
  if (!PLUGIN_MODES.includes(mode)) {
    throw new TypeError(`mode is ${JSON.stringify(mode)}; it is one of ${PLUGIN_MODES.join(', ')}`);
  }
  if (typeof sampleRate !== 'number' || !(sampleRate >= 0 && sampleRate <= 1)) {
    throw new TypeError('sampleRate is a number from 0 to 1');
  }
  return { settings: { mode, log, sampleRate }, rules: levelsOfCalls(rules) };
}
