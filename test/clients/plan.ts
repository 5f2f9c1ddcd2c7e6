/** Event names that are no identifiers, mean something else in a language, or become one name. */
const NAMES = [
  'Order Placed',
  'order_placed',
  '2FA Enabled',
  '注文',
  'Class',
  'then',
  'constructor',
  'Date',
  'Record',
  'Menü geöffnet',
  '??',
  '!!',
  'Literal',
  'Events',
];

/** Fields of all kinds, by the number of the event. */
const FIELDS: readonly ((index: number) => object)[] = [
  () => ({ type: 'string' }),
  () => ({ type: ['string', 'null'] }),
  () => ({ type: 'integer', minimum: 0 }),
  () => ({ type: 'number' }),
  () => ({ type: 'boolean' }),
  (index) => ({ enum: ['a', `b-${index}`, 3, null] }),
  () => ({
    type: 'array',
    items: {
      type: 'object',
      required: ['sku'],
      // What would end a comment, a docstring or a text.
      properties: { sku: { type: 'string', description: 'The sku. */ """ \\ `' }, quantity: { type: 'integer' } },
    },
  }),
  () => ({ type: 'object', additionalProperties: { type: 'number' } }),
  () => ({
    type: 'object',
    required: ['first-name', 'class'],
    properties: { 'first-name': { type: 'string' }, class: { type: 'string' } },
    additionalProperties: false,
  }),
  () => ({}),
];

/** A tracking plan of 300 events, which also asks something of the context of one and of the user of another. */
export function largePlan(): { rules: object[] } {
  const rules = Array.from({ length: 300 }, (_, index) => {
    const fields = Array.from({ length: index % 6 }, (_, field) => [
      `f${field}`,
      FIELDS[(index + field) % FIELDS.length]?.(index),
    ]);
    const isFifth = index === 5;
    const app = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
    return {
      type: 'TRACK',
      key: NAMES[index] ?? `Thing ${index} Done`,
      version: 1,
      jsonSchema: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        ...(isFifth ? { required: ['context'] } : index === 7 ? { required: ['userId'] } : {}),
        properties: {
          context: isFifth ? { type: 'object', required: ['app'], properties: { app } } : {},
          traits: {},
          properties: {
            type: 'object',
            required: ['id', ...(index % 3 > 0 && fields.length > 0 ? ['f0'] : [])],
            properties: {
              id: { type: 'string', description: `type: ignore the id of thing ${index}` },
              ...Object.fromEntries(fields),
            },
          },
        },
      },
    };
  });
  return { rules };
}
