/**
 * What SARIF 2.1.0 demands of the objects that we write, after its schema
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json: names, required properties,
 * types, enumerations and limits. Properties of the standard that we do not write are refused: the list would grow here first.
 */
const text = { type: 'string' };
const closed = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const list = (items: object, more: object = {}) => ({ type: 'array', items, ...more });
const unique = { uniqueItems: true };

const LEVEL = { enum: ['none', 'note', 'warning', 'error'] };
const multiformatMessage = closed({ text, markdown: text }, ['text']);
const message = closed({ text, markdown: text, id: text, arguments: list(text) }, ['text']);
const propertyBag = { type: 'object', properties: { tags: list(text, unique) } };

const reportingDescriptor = closed(
  {
    id: text,
    name: text,
    shortDescription: multiformatMessage,
    fullDescription: multiformatMessage,
    helpUri: { type: 'string', format: 'uri' },
    help: multiformatMessage,
    defaultConfiguration: closed({ enabled: { type: 'boolean' }, level: LEVEL }),
    properties: propertyBag,
  },
  ['id'],
);

const physicalLocation = closed({
  artifactLocation: closed({ uri: { type: 'string', format: 'uri-reference' }, uriBaseId: text }),
  region: closed({ startLine: { type: 'integer', minimum: 1 } }),
});

const result = closed(
  {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: -1 },
    kind: { enum: ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'] },
    level: LEVEL,
    message,
    locations: list(
      closed({ physicalLocation, logicalLocations: list(closed({ fullyQualifiedName: text, kind: text }), unique) }),
    ),
    partialFingerprints: { type: 'object', additionalProperties: text },
    suppressions: list(closed({ kind: { enum: ['inSource', 'external'] }, justification: text }, ['kind']), unique),
  },
  ['message'],
);

const driver = closed(
  { name: text, informationUri: { type: 'string', format: 'uri' }, rules: list(reportingDescriptor, unique) },
  ['name'],
);

const run = closed(
  {
    tool: closed({ driver }, ['driver']),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    results: list(result),
    properties: { type: 'object' },
  },
  ['tool'],
);

export const SARIF_SCHEMA = closed(
  { $schema: { type: 'string', format: 'uri' }, version: { enum: ['2.1.0'] }, runs: list(run) },
  ['version', 'runs'],
);
