import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { FILES, load, SCHEMAS_URL } from './schema-files.js';

/** A value, and the schema it is held against: a file, and a JSON Pointer into it. */
export interface Question {
  readonly file: string;
  readonly pointer: string;
  readonly value: unknown;
}

/** An Ajv that is as strict as it can be and knows every file by its URL, so that relative references resolve. */
export function createAjv(): Ajv {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
  ajvFormats.default(ajv);
  ajv.addVocabulary(['x-aliases', 'x-outdated-names', 'x-other-names']);
  for (const file of FILES) ajv.addSchema(load(file), new URL(file, SCHEMAS_URL).href);
  return ajv;
}

const uriOf = ({ file, pointer }: Question) => `${new URL(file, SCHEMAS_URL).href}#${pointer}`;

export function ajvVerdicts(questions: readonly Question[]): readonly boolean[] {
  const ajv = createAjv();
  return questions.map((question) => {
    const validate = ajv.getSchema(uriOf(question));
    if (validate === undefined) throw new Error(`Ajv finds no ${uriOf(question)}`);
    return validate(question.value) === true;
  });
}

/**
 * The verdicts of an independent validator that asserts `format`. Starting it takes far longer than judging, so it is
 * started once: each question becomes the line `{"<schema>": <value>}`, and one more schema sends it on by its key.
 */
export function independentResults(questions: readonly Question[]): readonly boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'copilot-events-schemas-'));
  try {
    const router = join(folder, 'router.schema.json');
    const instances = join(folder, 'instances.jsonl');
    const uris = [...new Set(questions.map(uriOf))];
    writeFileSync(
      router,
      JSON.stringify({
        $schema: 'http://json-schema.org/draft-07/schema#',
        properties: Object.fromEntries(uris.map((uri) => [uri, { $ref: uri }])),
        additionalProperties: false,
      }),
    );
    const lines = questions.map((question) => JSON.stringify({ [uriOf(question)]: question.value }));
    writeFileSync(instances, lines.map((line) => `${line}\n`).join(''));

    const cli = join(
      dirname(createRequire(import.meta.url).resolve('@sourcemeta/jsonschema/package.json')),
      'npm/cli.js',
    );
    const args = [cli, 'validate', router, instances, '--format-assertion', '--continue', '--verbose'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    // It names each entry, and needs to: it does not judge them in their order.
    const verdicts = new Map(
      [...`${stdout}\n${stderr}`.matchAll(/^(ok|fail): .*\(entry #(\d+)\)\r?$/gm)].map((match) => [
        Number(match[2]),
        match[1] === 'ok',
      ]),
    );
    return questions.map((question, index) => {
      const verdict = verdicts.get(index + 1);
      if (verdict === undefined) throw new Error(`No verdict on ${uriOf(question)}:\n${stderr.slice(-2000)}`);
      return verdict;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
