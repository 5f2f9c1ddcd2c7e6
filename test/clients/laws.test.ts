import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientEvent } from '../../src/clients/client-event.js';
import { clientEvents } from '../../src/clients/client-event.js';
import { pythonClient } from '../../src/clients/python-client.js';
import { typescriptClient } from '../../src/clients/typescript-client.js';
import { PATIENT, scaled } from '../properties/runs.js';
import { compileTypeScript, STRICT } from '../support/compile-typescript.js';
import { testFolders } from '../support/folders.js';
import { hasPython, mypy } from '../support/python.js';
import type { Json, Language } from './typed-schemas.js';
import { expressed, typedSchemas, valueFor } from './typed-schemas.js';

const folder = testFolders();

/** One schema of a property `value`, with values for it. */
interface Sample {
  readonly schema: Json;
  readonly values: readonly unknown[];
}

function samples(language: Language, count: number, seed: number): Sample[] {
  const sample = typedSchemas(language).chain((schema) =>
    fc.record({ schema: fc.constant(schema), values: fc.array(valueFor(schema), { minLength: 6, maxLength: 6 }) }),
  );
  return fc.sample(sample, { numRuns: count, seed });
}

function eventOf({ schema }: Sample, index: number): ClientEvent[] {
  const document = {
    type: 'object',
    required: ['properties'],
    properties: {
      event: { const: `Thing ${index}` },
      properties: { type: 'object', required: ['value'], properties: { value: schema } },
    },
  };
  const resolve = () => undefined;
  return clientEvents({ names: [`Thing ${index}`], isSpec: () => false, description: '', document, resolve });
}

const ajv = new Ajv2020({ strict: false, logger: false });

/** Compares what compiles with what the expressed part of the schemas accepts; returns how many values each accepts. */
function compare(
  language: Language,
  made: readonly Sample[],
  compiles: (index: number, value: number) => boolean,
  seed: number,
): { right: number; wrong: number } {
  const counts = { right: 0, wrong: 0 };
  for (const [index, { schema, values }] of made.entries()) {
    const allows = ajv.compile(expressed(schema, language) as object);
    const full = ajv.compile(schema);
    for (const [number, value] of values.entries()) {
      const compiled = compiles(index, number);
      const sample = JSON.stringify({ seed, index, schema, value });
      expect(compiled, sample).toBe(allows(value));
      if (full(value) && language === 'typescript') expect(compiled, sample).toBe(true);
      counts[compiled ? 'right' : 'wrong']++;
    }
  }
  return counts;
}

/** The lines of a file at which a compiler reports an error. */
function errorLines(report: string, pattern: RegExp): Set<number> {
  return new Set([...report.matchAll(pattern)].map(([, line]) => Number(line)));
}

const seed = (): number => Math.trunc(Math.random() * 2 ** 31);

describe('a generated client', () => {
  it(
    'in TypeScript compiles for a value exactly if the schema allows it, as far as types can say',
    PATIENT,
    async () => {
      const chosen = seed();
      const made = samples('typescript', scaled(150), chosen);
      const lines = [
        "import { serverClient } from './client.js';",
        'const events = serverClient({ track: () => {} });',
      ];
      const first = lines.length + 1;
      for (const [index, { values }] of made.entries()) {
        for (const value of values) {
          lines.push(`events.thing${index}({ value: ${JSON.stringify(value)} }, { userId: 'u1' });`);
        }
      }
      const client = typescriptClient(made.flatMap(eventOf), ['A test.']);
      const project = folder({
        'client.ts': client,
        'use.ts': lines.join('\n'),
        'tsconfig.json': JSON.stringify({ compilerOptions: STRICT }),
      });
      const report = await compileTypeScript(project);
      expect(report).not.toMatch(/^client\.ts/m);
      const wrong = errorLines(report, /^use\.ts\((\d+),/gm);
      const counts = compare('typescript', made, (index, value) => !wrong.has(first + index * 6 + value), chosen);
      expect(Math.min(counts.right, counts.wrong)).toBeGreaterThan(scaled(15));
    },
  );

  it.skipIf(!hasPython('generated Python clients'))(
    'in Python passes mypy for a value exactly if the schema allows it, as far as types can say',
    PATIENT,
    async () => {
      const chosen = seed();
      const made = samples('python', scaled(150), chosen);
      const lines = ['import client', 'def use(events: client.Events) -> None:'];
      const first = lines.length + 1;
      for (const [index, { values }] of made.entries()) {
        for (const value of values)
          lines.push(`    events.thing_${index}({"value": ${python(value)}}, {"userId": "u1"})`);
      }
      const project = folder({
        'client.py': pythonClient(made.flatMap(eventOf), ['A test.']),
        'use.py': lines.join('\n'),
      });
      const report = await mypy(project, ['client.py', 'use.py']);
      expect(report).not.toMatch(/^client\.py/m);
      const wrong = errorLines(report, /^use\.py:(\d+): error/gm);
      const counts = compare('python', made, (index, value) => !wrong.has(first + index * 6 + value), chosen);
      expect(Math.min(counts.right, counts.wrong)).toBeGreaterThan(scaled(15));
    },
  );
});

/** A value as Python writes it. */
function python(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}: ${python(inner)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}
