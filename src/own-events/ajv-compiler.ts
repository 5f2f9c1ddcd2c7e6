import type { ErrorObject, Options } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvEqual from 'ajv/dist/runtime/equal.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { isDateTime } from '../schema/date-time.js';
import type { KeywordError, Validate } from '../schema/event-schema.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { formatNeeded } from '../schema/json-schema.js';
import { replaceKeywords } from './ajv-keywords.js';
import { jsonEqual } from './json-equal.js';
import { regExpFault, toRegExp } from './to-reg-exp.js';

// Ajv's own function calls fields named toString or valueOf as if they were methods.
// Its type is circular, and the compiler, which checks files side by side, does not always see the code in it.
const { code } = ajvEqual.default as unknown as { readonly code: string };
ajvEqual.default = Object.assign(jsonEqual, { code }) as unknown as typeof ajvEqual.default;

/** What compiles schemas at run time. It is loaded only where a run has schemas of its own. */
export interface SchemaCompiler {
  /** What is wrong with a schema, by the schema of its draft. */
  faultsOf(schema: unknown, draft: 'draft-07' | '2020-12'): readonly KeywordError[];
  /** Follows a `$ref` within the schemas of the drafts. */
  resolveMeta(ref: string): JsonSchema | undefined;
  /** A self-contained document as a function. */
  compile(document: JsonSchema, draft: 'draft-07' | '2020-12'): Validate;
}

const OPTIONS: Options = {
  allErrors: true,
  // Keywords and formats that we do not know are no concern of ours.
  strict: false,
  logger: false,
  // 1e400 is a number in JSON, whatever JavaScript makes of it.
  strictNumbers: false,
  // A field called constructor is not there just because every object inherits one.
  ownProperties: true,
  // Each error names the schema that it comes from.
  verbose: true,
  // A document is checked by itself before it becomes a part of others.
  validateSchema: false,
  addUsedSchema: false,
  code: { regExp: Object.assign(toRegExp, { code: 'new RegExp' }) },
};

function withFormats<Kind extends Ajv>(ajv: Kind): Kind {
  for (const [name, format] of Object.entries(fullFormats)) {
    // OpenAPI's formats and others that are not JSON Schema's are not checked.
    if (formatNeeded(name) !== undefined) ajv.addFormat(name, format);
  }
  ajv.addFormat('date-time', isDateTime);
  ajv.addFormat('regex', (text: string) => regExpFault(text) === undefined);
  return ajv;
}

const META: Readonly<Record<'draft-07' | '2020-12', string>> = {
  'draft-07': 'http://json-schema.org/draft-07/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

type CompiledDraft = keyof typeof META;

function newAjv(draft: CompiledDraft): Ajv {
  const ajv = withFormats(draft === 'draft-07' ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS));
  replaceKeywords(ajv);
  return ajv;
}

/** What `make` gives for a draft, made once. */
function perDraft<Made>(make: (draft: CompiledDraft) => Made): (draft: CompiledDraft) => Made {
  const made = new Map<CompiledDraft, Made>();
  return (draft) => {
    const found = made.get(draft) ?? make(draft);
    made.set(draft, found);
    return found;
  };
}

/** The schemas of the drafts. To compile them takes longer than all else about a small schema, so compilers share them. */
const metaOf = perDraft(newAjv);

/** Makes the compiler. */
export function createAjvCompiler(): SchemaCompiler {
  // Not shared, since it keeps every document that it compiles.
  const ajvOf = perDraft(newAjv);
  const checked = new Set<CompiledDraft>();
  return {
    faultsOf(schema, draft) {
      checked.add(draft);
      const validate = metaOf(draft).getSchema(META[draft]);
      if (validate === undefined) throw new Error(`no schema of ${draft}`);
      validate(schema);
      return (validate.errors ?? []) as ErrorObject[] as KeywordError[];
    },
    resolveMeta(ref) {
      const name = ref.slice(ref.lastIndexOf('/') + 1);
      for (const ajv of [...checked].map(metaOf)) {
        for (const { schema } of Object.values(ajv.schemas).filter((known) => known !== undefined)) {
          const { definitions, $defs } = schema as { definitions?: object; $defs?: object };
          const found = { ...definitions, ...$defs } as Record<string, JsonSchema>;
          if (ref.startsWith('#/') && Object.hasOwn(found, name)) return found[name];
        }
      }
      return undefined;
    },
    compile: (document, draft) => ajvOf(draft).compile(document) as unknown as Validate,
  };
}
