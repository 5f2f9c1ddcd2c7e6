import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import type { Registry } from '../../../schema/registry.js';
import { builtInRegistry } from '../../../schema/registry.js';
import type { SessionFlags } from '../../session.js';
import { openSession } from '../../session.js';
import { showFailure } from '../../show-failure.js';

/**
 * The registry for the help of `emit`, made before the arguments are parsed. A broken schema or config is reported on stderr,
 * and the help shows the built-in events.
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
    return (await openSession({ flags, io })).registry;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    showFailure(error, io);
    return builtInRegistry();
  }
}
