import { showPath } from '../../src/aws/cloudformation/path.ts';
import type { ReportedFinding, RuleText } from '../engine/judge.ts';
import { notApplicableRules, type Report } from './report.ts';

/** The place of SARIF's own schema, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. */
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** A relative reference: only what is no delimiter of a URI stands as it is. */
const uri = (file: string): string => file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');

const descriptor = ({ id, title, why, reference }: RuleText) => ({
  id,
  shortDescription: { text: title },
  fullDescription: { text: why },
  helpUri: reference.url,
  help: { text: `${why}\n${reference.url}\n${reference.controls.join(', ')}` },
  defaultConfiguration: { level: 'error' },
  properties: { tags: ['security', ...reference.controls], precision: 'very-high' },
});

const result = (rules: readonly RuleText[], finding: ReportedFinding, reason?: string) => {
  const { rule, file, line, path, expected, received, configurations } = finding;
  const when = configurations.length === 0 ? '' : ` (with ${configurations.join(', ')})`;
  return {
    ruleId: rule.id,
    ruleIndex: rules.findIndex(({ id }) => id === rule.id),
    level: 'error',
    message: { text: `${rule.title}: expected ${expected} but received ${received}${when}.` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uri(file) }, region: { startLine: line } },
        logicalLocations: [{ fullyQualifiedName: showPath(path) || 'template', kind: 'member' }],
      },
    ],
    // The same finding after lines have moved is the same alert.
    partialFingerprints: { 'rulePathExpected/v1': `${rule.id} ${file} ${showPath(path)} ${expected}` },
    ...(reason !== undefined && { suppressions: [{ kind: 'external', justification: reason }] }),
  };
};

/** SARIF 2.1.0, which GitHub shows as alerts; waived findings are suppressed results. */
export const sarif = ({ findings, waived, rules, applied }: Report): string =>
  JSON.stringify(
    {
      $schema: SCHEMA,
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'image-pipeline-policy', rules: rules.map(descriptor) } },
          columnKind: 'utf16CodeUnits',
          // A result of kind notApplicable would be an alert to readers that look at its level alone.
          properties: { rulesApplied: applied.length, notApplicable: notApplicableRules({ rules, applied }) },
          results: [
            ...findings.map((finding) => result(rules, finding)),
            ...waived.map((finding) => result(rules, finding, finding.reason)),
          ],
        },
      ],
    },
    null,
    2,
  );
