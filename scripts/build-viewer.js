import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { bundlePageCheck } from './bundle-page-check.js';

const root = fileURLToPath(new URL('../src/viewer', import.meta.url));
const folder = fileURLToPath(new URL('../dist/viewer', import.meta.url));

/** Text that stands within a script or style element and must not end it. @param {string} text */
function inElement(text) {
  return text.replaceAll(/<\/(?=script|style)/gi, '<\\/').replaceAll('<!--', '<\\!--');
}

/** The page shows rules but checks no records: what only the checks load from Node is not there, and is dropped with them. */
const withoutNode = {
  name: 'without-node',
  /** @type {'pre'} */
  enforce: 'pre',
  /** @param {string} id */
  resolveId: (id) => (id === 'node:module' ? '\0node:module' : undefined),
  /** @param {string} id */
  load: (id) => (id === '\0node:module' ? 'export const createRequire = undefined;' : undefined),
};

/**
 * Builds dist/viewer/index.html: the page that `listen` serves and that HTML reports are made of, one file with its script and
 * its style within, and what checks logs in the browser, which the page unpacks when it is asked to. Returns the files that its code came from.
 * @returns {Promise<string[]>}
 */
export async function buildViewer() {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [withoutNode],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      rolldownOptions: { checks: { pluginTimings: false } },
      write: false,
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    },
  });
  const [{ output } = { output: [] }] = [built].flat().filter((result) => 'output' in result);
  const page = output.find(({ fileName }) => fileName === 'index.html');
  if (page?.type !== 'asset') throw new Error('Vite made no index.html');
  let html = String(page.source);
  /** @type {string[]} */
  const modules = [];
  for (const part of output) {
    if (part === page) continue;
    const [element, text] =
      part.type === 'chunk' ? ['script type="module"', part.code] : ['style', String(part.source)];
    const link = new RegExp(`<(script|link)[^>]+"[./]*${part.fileName}"[^>]*>(?:</script>)?`);
    if (!link.test(html)) throw new Error(`the page does not load ${part.fileName}; it must be one file`);
    html = html.replace(link, () => `<${element}>${inElement(text.trim())}</${element.split(' ')[0]}>`);
    if (part.type === 'chunk') modules.push(...part.moduleIds);
  }
  const { packed, modules: checkModules } = await bundlePageCheck();
  const end = html.lastIndexOf('</body>');
  html = `${html.slice(0, end)}<script type="application/json" id="page-check">"${packed}"</script>\n${html.slice(end)}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/index.html`, html);
  return [...modules, ...checkModules];
}
