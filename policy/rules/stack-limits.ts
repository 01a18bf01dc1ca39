import type { Path } from '../../src/aws/cloudformation/path.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import type { Finding, Rule } from '../engine/rule.ts';

const MOST_BYTES = 1_000_000;
const MOST = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 } as const;

const over = (path: Path, what: string, most: number, received: number): Finding[] =>
  received <= most
    ? []
    : [
        {
          path,
          expected: `at most ${most.toLocaleString('en')} ${what}`,
          received: `${received.toLocaleString('en')}`,
        },
      ];

/** `count` entries of a section, all like the given one. */
const fill = (section: keyof typeof MOST, count: number, entry: object) => (template: Template) => {
  const names = Array.from({ length: count }, (_, at) => `Filling${at}`);
  Object.assign(template, { [section]: Object.fromEntries(names.map((name) => [name, entry])) });
};

export const stackLimits: Rule = {
  id: 'STACK-7',
  title: 'The template is within the limits of CloudFormation for one that it reads from a bucket',
  why: 'CloudFormation refuses it at the deployment. Above 51,200 bytes it refuses one that is not in a bucket.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
    controls: ['cfn-lint E1002', 'cfn-lint E2010', 'cfn-lint E3010', 'cfn-lint E6010'],
  },
  check: ({ template, bytes }) => [
    ...over([], 'bytes', MOST_BYTES, bytes),
    ...(Object.keys(MOST) as (keyof typeof MOST)[]).flatMap((section) =>
      over([section], section.toLowerCase(), MOST[section], Object.keys(template[section] ?? {}).length),
    ),
  ],
  mutants: [
    {
      title: 'the file is one byte too long',
      kind: 'boundary',
      mutate: (template) => {
        template.Metadata = { Padding: '' };
        const bytes = Buffer.byteLength(JSON.stringify(template));
        template.Metadata = { Padding: 'x'.repeat(MOST_BYTES + 1 - bytes) };
      },
    },
    {
      title: '501 resources',
      kind: 'boundary',
      mutate: fill('Resources', 501, { Type: 'AWS::CloudFormation::WaitConditionHandle' }),
    },
    { title: '201 parameters', kind: 'boundary', mutate: fill('Parameters', 201, { Type: 'String' }) },
    { title: '201 outputs', kind: 'boundary', mutate: fill('Outputs', 201, { Value: 'x' }) },
    { title: '201 mappings', kind: 'boundary', mutate: fill('Mappings', 201, { a: { b: 'c' } }) },
  ],
};
