import type { Ajv, CodeKeywordDefinition, KeywordCxt } from 'ajv';
import { _, str } from 'ajv';
import containsKeyword from 'ajv/dist/vocabularies/applicator/contains.js';
import { isMultipleOf } from './decimal.js';
import { repeatedItem } from './repeated-item.js';

const MULTIPLE_OF: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: {
    message: ({ schemaCode }) => str`must be multiple of ${schemaCode}`,
    params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}`,
  },
  code(cxt) {
    const check = cxt.gen.scopeValue('func', { ref: isMultipleOf });
    cxt.fail(_`!${check}(${cxt.data}, ${cxt.schemaCode})`);
  },
};

const UNIQUE_ITEMS: CodeKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  error: {
    message: 'must not have duplicate items',
    params: ({ params }) => _`{i: ${params['found']}[0], j: ${params['found']}[1]}`,
  },
  code(cxt) {
    if (cxt.schema !== true) return;
    const search = cxt.gen.scopeValue('func', { ref: repeatedItem });
    const found = cxt.gen.const('found', _`${search}(${cxt.data})`);
    cxt.setParams({ found });
    cxt.fail(_`${found} !== undefined`);
  },
};

const { default: contains } = containsKeyword as unknown as { readonly default: CodeKeywordDefinition };

const CONTAINS: CodeKeywordDefinition = {
  ...contains,
  code(cxt: KeywordCxt) {
    const { it } = cxt;
    const { items } = it;
    contains.code(cxt);
    // Ajv marks all items as evaluated here, not only those that match. bundle.ts adds those that match to `unevaluatedItems`.
    if (items === undefined) delete it.items;
    else it.items = items;
  },
};

/** Replaces keywords that Ajv checks in quadratic time or not as JSON Schema means them. */
export function replaceKeywords(ajv: Ajv): void {
  for (const definition of [MULTIPLE_OF, UNIQUE_ITEMS, CONTAINS]) {
    ajv.removeKeyword(definition.keyword as string);
    ajv.addKeyword(definition);
  }
}
