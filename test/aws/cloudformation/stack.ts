import { parseTemplate } from '../../../src/aws/cloudformation/read.ts';
import { type Resolved, resolveTemplate } from '../../../src/aws/cloudformation/resolve.ts';
import type { Pseudo } from '../../../src/aws/cloudformation/scope.ts';

/** The place that the tests deploy to. */
export const pseudo: Pseudo = {
  StackName: 'pictures',
  AccountId: '111122223333',
  Region: 'eu-west-1',
  Partition: 'aws',
  URLSuffix: 'amazonaws.com',
  StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/pictures/0f1e',
  NotificationARNs: ['arn:aws:sns:eu-west-1:111122223333:deployments'],
};

/** Resolves a template that is written as YAML. */
export const resolveYaml = (
  text: string,
  parameters: Record<string, string> = {},
  imports: Record<string, string> = {},
): Resolved => resolveTemplate(parseTemplate(text, 'test.yaml').template, { parameters, pseudo, imports });

/** Resolves one value, written as YAML on one line, as a property beside the other sections. */
export function resolveValue(value: string, sections = 'Mappings: {}'): { value: unknown; problems: string[] } {
  const resolved = resolveYaml(
    `Resources:\n  It:\n    Type: Test::It\n    Properties:\n      Value: ${value}\n${sections}`,
  );
  return {
    value: resolved.resources['It']?.Properties['Value'],
    problems: resolved.problems.map(({ message }) => message),
  };
}
