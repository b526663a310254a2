import * as z from 'zod';

/*
 * The part of OpenAPI 3.1 that the document uses, strict: written from the standard (sections 4.8.1 to 4.8.30), so that
 * a misspelt or misplaced field is found without a network. Extensions (`x-…`) are named one by one.
 */

const reference = z.strictObject({ $ref: z.string().startsWith('#/components/') });

/** JSON Schema 2020-12 as far as it appears; anything else is a mistake until it is named here. */
const schema = z.union([
  // In 3.1 a schema may say something beside what it refers to.
  reference.extend({ description: z.string().optional() }),
  z.strictObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    example: z.unknown().optional(),
    enum: z.array(z.unknown()).nonempty().optional(),
    const: z.unknown().optional(),
    format: z.enum(['date-time', 'cidrv4', 'cidrv6']).optional(),
    pattern: z.string().optional(),
    minLength: z.int().optional(),
    maxLength: z.int().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minItems: z.int().optional(),
    maxItems: z.int().optional(),
    get items() {
      return schema.optional();
    },
    get properties() {
      return z.record(z.string(), schema).optional();
    },
    required: z.array(z.string()).optional(),
    get additionalProperties() {
      return z.union([z.boolean(), schema]).optional();
    },
    get propertyNames() {
      return schema.optional();
    },
    get allOf() {
      return z.array(schema).nonempty().optional();
    },
    get anyOf() {
      return z.array(schema).nonempty().optional();
    },
  }),
]);

const parameter = z.strictObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  description: z.string().optional(),
  required: z.boolean().optional(),
  schema,
});

const header = z.strictObject({
  description: z.string().optional(),
  required: z.boolean().optional(),
  schema,
});

const example = z.strictObject({ summary: z.string().optional(), value: z.unknown() });

const mediaType = z.strictObject({
  schema,
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.union([reference, example])).optional(),
});

const response = z.strictObject({
  description: z.string().min(1),
  headers: z.record(z.string(), z.union([reference, header])).optional(),
  content: z.record(z.string(), mediaType).optional(),
});

const operation = z.strictObject({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()).length(1),
  'x-action': z.string(),
  'x-impact': z.string(),
  security: z.array(z.partialRecord(z.enum(['bearer', 'serviceUser']), z.array(z.never()))),
  parameters: z.array(z.union([reference, parameter])).default([]),
  requestBody: z
    .strictObject({ required: z.literal(true), content: z.record(z.string(), mediaType) })
    .optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.union([reference, response])),
});

/** One operation of the document. */
export type OpenApiOperation = z.output<typeof operation>;

const name = z.string().regex(/^[\w.-]+$/);

/** The whole document. */
export const openApiShape = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.string(), description: z.string() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'put', 'post', 'delete', 'patch']), operation),
  ),
  components: z.strictObject({
    schemas: z.record(name, schema),
    responses: z.record(name, response),
    parameters: z.record(name, parameter),
    examples: z.record(name, example),
    headers: z.record(name, header),
    securitySchemes: z.record(
      name,
      z.union([
        z.strictObject({ type: z.literal('http'), scheme: z.string(), description: z.string() }),
        z.strictObject({
          type: z.literal('apiKey'),
          in: z.literal('header'),
          name: z.string(),
          description: z.string(),
        }),
      ]),
    ),
  }),
});
