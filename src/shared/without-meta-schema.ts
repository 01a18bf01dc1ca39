/**
 * Options of ajv for a schema that is written in our code and held by its tests: to compile the schema of schemas, and
 * to hold our own against it, takes a command longer than to check its files.
 */
export const WITHOUT_META_SCHEMA = { meta: false, validateSchema: false } as const;
