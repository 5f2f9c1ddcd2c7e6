// Compiles the schemas of `schemas/` into plain functions, so that no run of the command line has to load Ajv.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { _, Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { importTypeScript } from './import-typescript.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}src/schema/generated/`;
const base = 'file:///schemas/';

/** @param {string} folder @returns {Promise<string[]>} the ids of the schemas in a folder of `schemas/` */
async function schemaIds(folder) {
  const files = await readdir(`${root}schemas/${folder}`);
  return files
    .filter((file) => file.endsWith('.schema.json'))
    .sort()
    .map((file) => folder + file.replace(/\.schema\.json$/, ''));
}

/** Bundles what Ajv wrote (it calls `require`, even as ESM) into one module without imports. @param {string} contents */
async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: `${root}src/schema`, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** Writes `src/schema/generated/`: the documents, a validator for each, and apart from them their examples. */
export async function compileSchemas() {
  const { OWN_KEYWORDS } = await importTypeScript('src/schema/json-schema.ts');
  const { isDateTime } = await importTypeScript('src/schema/date-time.ts');
  const ajv = new Ajv({
    allErrors: true,
    // 1e400 is a number in JSON, whatever JavaScript makes of it; json/unsafe-number speaks of that.
    strictNumbers: false,
    messages: false,
    allowUnionTypes: true,
    strictRequired: false,
    code: { source: true, esm: true, formats: _`{ 'date-time': require('./date-time.ts').isDateTime }` },
  });
  ajv.addFormat('date-time', isDateTime);
  for (const keyword of OWN_KEYWORDS) ajv.addKeyword(keyword);

  const checked = [...(await schemaIds('events/')), ...(await schemaIds('calls/'))];
  /** @type {Record<string, object>} */
  const documents = {};
  /** @type {Record<string, unknown>} */
  const examples = {};
  /** @type {Record<string, string[]>} */
  const eventNames = {};
  for (const id of [...checked, ...(await schemaIds(''))]) {
    const document = JSON.parse(await readFile(`${root}schemas/${id}.schema.json`, 'utf8'));
    const { examples: ofSchema, $schema: _schema, ...rest } = document;
    ajv.addSchema(rest, `${base}${id}.schema.json`);
    if (id.startsWith('events/')) {
      examples[id] = ofSchema;
      const { event } = document.properties;
      eventNames[id] = [event.const ?? event.enum].flat();
    }
    if (checked.includes(id) || id === 'envelope') documents[id] = rest;
  }
  /** @param {string[]} ids */
  const validators = (ids) => {
    const names = Object.fromEntries(ids.map((id, index) => [`compiled${index}`, `${base}${id}.schema.json`]));
    return bundled(
      `${standalone.default(ajv, names)}\nexport const validators = { ${ids.map((id, index) => `${JSON.stringify(id)}: compiled${index}`).join(', ')} };`,
    );
  };
  await mkdir(target, { recursive: true });
  const header = '// Made by scripts/compile-schemas.js from schemas/; not kept in git.\n';
  const type = "import type { Validate } from '../event-schema.js';\n";
  await writeFile(
    `${target}built-in.js`,
    // As a string, since engines parse JSON faster than the same object written as code.
    // The browser's plugin leaves it out.
    `${header}export const documents = /* @__PURE__ */ JSON.parse(${JSON.stringify(JSON.stringify(documents))});
export const eventNames = ${JSON.stringify(eventNames)};
${await validators(checked)}`,
  );
  await writeFile(
    `${target}built-in.d.ts`,
    `${header}${type}export declare const documents: Readonly<Record<string, object>>;\nexport declare const eventNames: Readonly<Record<string, readonly string[]>>;\nexport declare const validators: Readonly<Record<string, Validate>>;\n`,
  );
  await writeFile(
    `${target}examples.js`,
    `${header}export const examples = JSON.parse(${JSON.stringify(JSON.stringify(examples))});\n`,
  );
  await writeFile(
    `${target}examples.d.ts`,
    `${header}export declare const examples: Readonly<Record<string, readonly object[]>>;\n`,
  );
  await writeFile(`${target}config.js`, `${header}${await validators(['config'])}`);
  await writeFile(
    `${target}config.d.ts`,
    `${header}${type}export declare const validators: { readonly config: Validate };\n`,
  );
}
