import { build } from 'esbuild';
import { ROOT } from './root.js';

/** A program as a bundler for browsers makes it of this code, with the packages that are installed here. */
export async function bundleForBrowsers(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
