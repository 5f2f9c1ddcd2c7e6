import { createRequire } from 'node:module';
import type { SchemaCompiler } from './ajv-compiler.js';

let loaded: (() => SchemaCompiler) | undefined;

/** Makes what compiles schemas, which scripts/bundle-compiler.js bundles. Only runs with schemas of the user's own need it. */
export function schemaCompiler(): SchemaCompiler {
  // The library checks synchronously, so this cannot be a dynamic import.
  loaded ??= (
    createRequire(import.meta.url)('./generated/ajv-compiler.cjs') as {
      readonly createAjvCompiler: () => SchemaCompiler;
    }
  ).createAjvCompiler;
  return loaded();
}
