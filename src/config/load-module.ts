import { Failure } from '../failure.js';
import type { ConfigSource } from './config-source.js';

/** Where in a module its loading broke down, as `:line:column`; empty if its stack does not say (one of syntax does not). */
function placeIn(href: string, stack: string): string {
  const start = stack.indexOf(href);
  return start === -1 ? '' : (/^(?::\d+){1,2}/.exec(stack.slice(start + href.length))?.[0] ?? '');
}

/**
 * Imports a module.
 * @throws {Error} what the module throws; likewise if an `await` of it waits for what never comes: Node would end without a word
 */
async function importModule(href: string): Promise<Readonly<Record<string, unknown>>> {
  let giveUp = (): void => {};
  const endless = new Promise<never>((_, reject) => {
    giveUp = () => reject(new Error('an await in it never ends'));
    // Node has nothing left to do.
    process.once('beforeExit', giveUp);
  });
  try {
    return await Promise.race([import(/* @vite-ignore */ href), endless]);
  } finally {
    process.off('beforeExit', giveUp);
  }
}

/**
 * Reads a config that is a module: its default export. `shown` is what messages call the file.
 * @throws {Failure} if it cannot be loaded, or exports nothing or a function by default.
 */
export async function loadModule(path: string, shown: string): Promise<ConfigSource> {
  const { pathToFileURL } = await import('node:url');
  const { href } = pathToFileURL(path);
  const module = await importModule(href).catch((cause: unknown) => {
    const { name, message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
    const reason = name === 'Error' ? message : `${name}: ${message}`;
    throw new Failure('bad-config', `${shown}${placeIn(href, stack)}: the config cannot be loaded: ${reason}`, {
      cause,
      ...(name === 'SyntaxError' ? { hint: `node --check ${shown} shows the line` } : {}),
    });
  });
  const { default: config } = module;
  if (config === undefined) {
    throw new Failure('bad-config', `${shown}: the config has no default export`, {
      hint: 'write it like export default { … }',
    });
  }
  if (typeof config === 'function') {
    throw new Failure('bad-config', `${shown}: the config exports a function; an object is needed`, {
      hint: 'call it yourself: export default makeConfig(); await may stand there, too',
    });
  }
  // A module has no place for a value that it computes.
  const failure: ConfigSource['failure'] = (_, message, hint) =>
    new Failure('bad-config', `${shown}: ${message}`, hint === undefined ? {} : { hint });
  return { value: config, failure };
}
