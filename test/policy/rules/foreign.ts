import { judgedUnder } from '../../../policy/engine/judge.ts';
import type { Rule } from '../../../policy/engine/rule.ts';
import { settingOf } from '../../../policy/engine/setting.ts';
import { parseTemplate } from '../../../src/aws/cloudformation/read.ts';

/** What a rule finds in a template that is not of this project, YAML or JSON: `path | expected | received` each. */
export function findingsIn(rule: Rule, text: string, parameters: Record<string, string> = {}): string[] {
  const { template } = parseTemplate(text, 'foreign.yaml');
  const judged = judgedUnder('foreign.yaml', template, settingOf(template, 'foreign', parameters), text.length);
  return rule
    .check(judged)
    .map(({ path, expected, received }) => `${path.slice(1).join('.')} | ${expected} | ${received}`);
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
