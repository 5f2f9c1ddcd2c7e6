import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import type { Registry } from '../schema/registry.js';
import { builtInRegistry } from '../schema/registry.js';
import type { SessionFlags } from './session.js';
import { openSession } from './session.js';
import { showFailure } from './show-failure.js';

/**
 * The events that a command's help speaks of, before anything has parsed its arguments. What is broken is said, and the help
 * is given all the same.
 */
export async function helpRegistry(argv: readonly string[], io: Io): Promise<Registry> {
  const valuesOf = (option: string): string[] =>
    argv.flatMap((argument, index) => {
      if (argument === option) return argv[index + 1] ?? [];
      return argument.startsWith(`${option}=`) ? [argument.slice(option.length + 1)] : [];
    });
  const [plan] = valuesOf('--tracking-plan').slice(-1);
  const [config] = valuesOf('--config').slice(-1);
  const flags: SessionFlags = {
    schema: valuesOf('--schema'),
    ...(plan === undefined ? {} : { trackingPlan: plan }),
    ...(argv.includes('--no-config') ? { config: false } : config === undefined ? {} : { config }),
  };
  try {
    return (await openSession({ command: 'emit', flags, io })).registry;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    showFailure(error, io);
    return builtInRegistry();
  }
}
