import { ruleLevels } from '../../../check/rule-levels.js';
import type { Io } from '../../../io.js';
import { CATALOG } from '../../../rules/catalog.js';
import type { Settings } from '../../session.js';

/** Prints the settings in force, each with where it comes from, as JSON. */
export function printConfig({ config, rules, effective }: Settings, io: Io): void {
  const fromConfig = config.path ?? 'default';
  const [byDefault, afterConfig, levelOf] = [ruleLevels([]), ruleLevels(config.rules), ruleLevels(rules)];
  const rule = (id: string) => {
    const level = levelOf(id);
    const from = level !== afterConfig(id) ? 'command line' : level !== byDefault(id) ? fromConfig : 'default';
    return { value: level, from };
  };
  const printed = {
    config: config.path ?? null,
    ...effective,
    rules: Object.fromEntries([...Object.keys(CATALOG), 'schema/*'].map((id) => [id, rule(id)])),
  };
  io.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
}
