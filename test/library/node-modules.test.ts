import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { describe, expect, it } from 'vitest';

/** The modules that a file imports or requires, also those that it loads later. */
function importedBy(path: string): string[] {
  const code = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  return [...code.matchAll(/\b(?:from|import|require)[ (]*["']([^"']+)["']/g)].map(([, name = '']) => name);
}

describe('the modules of Node that the built library loads', () => {
  it.each(['index', 'testing', 'plugin'].flatMap((name) => [`dist/${name}.js`, `dist/cjs/${name}.js`]))(
    '%s names them by node:, without which runners of tests may search for them in folders',
    (path) => {
      const imported = importedBy(path);

      expect(imported).not.toEqual([]);
      expect(imported.filter((name) => builtinModules.includes(name))).toEqual([]);
    },
  );
});
