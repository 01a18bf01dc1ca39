import { configurationOf } from '../../../policy/engine/configuration.ts';
import { ruleContext } from '../../../policy/engine/judge.ts';
import { findingsIn as answeredFindings, type Rule } from '../../../policy/engine/rule.ts';
import { parseTemplate } from '../../../src/aws/cloudformation/read.ts';

/** What a rule finds in a template that is not of this project, YAML or JSON: `path | expected | received` each. */
export function findingsIn(rule: Rule, text: string, parameters: Record<string, string> = {}): string[] {
  const { template } = parseTemplate(text, 'foreign.yaml');
  const context = ruleContext(template, configurationOf(template, 'foreign', parameters), text.length);
  return answeredFindings(rule.check(context)).map(
    ({ path, expected, received }) => `${path.slice(1).join('.')} | ${expected} | ${received}`,
  );
}

/** A template with one bucket and what is said of it, indented by four. */
export const bucket = (properties: string, more = ''): string => `
Resources:
  Photos:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BucketName: photos
${properties.replace(/^/gm, '      ')}
${more}`;
