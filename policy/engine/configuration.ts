import type { Settings } from '../../src/aws/cloudformation/resolve.ts';
import { asText } from '../../src/aws/cloudformation/scope.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { placeholder } from './placeholder.ts';

/** Values for all parameters of a template: its defaults, or those of a deployment. */
export type Configuration = {
  /** `defaults`, or the name of the deployment. */
  name: string;
  settings: Settings;
  /** Values made up for parameters that have no default and were not given. */
  placeholders: Record<string, string>;
};

// AWS's own example account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
const ACCOUNT_ID = '123456789012';

/** As long as the name of any Region outside the isolated partitions is, so that names are judged at their longest. */
const REGION = 'ap-southeast-2';

/** The Region to judge in: where a template has maps by Region, the longest that they have in common. */
function regionOf({ Mappings = {} }: Template): string {
  const maps = Object.values(Mappings)
    .map((map) => Object.keys(map).filter((key) => /^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(key)))
    .filter((regions) => regions.length > 0);
  const [first = [REGION], ...others] = maps;
  const common = first.filter((region) => others.every((regions) => regions.includes(region)));
  const [longest = REGION] = common.toSorted((one, other) => other.length - one.length);
  return common.includes(REGION) ? REGION : longest;
}

/** The name of the stack of a deployment. */
export const stackName = (deployment: string): string =>
  deployment === 'defaults' ? 'image-pipeline' : `pipeline-${deployment}`;

/** The configuration of this name with the parameters that are given; others have their default, or a placeholder. */
export function configurationOf(template: Template, name: string, parameters: Record<string, string>): Configuration {
  const missing = Object.entries(template.Parameters ?? {}).filter(
    ([key, { Default }]) => asText(Default) === undefined && !Object.hasOwn(parameters, key),
  );
  const placeholders = Object.fromEntries(
    missing.flatMap(([key, parameter]) => {
      const value = placeholder(key, parameter);
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const StackName = stackName(name);
  const Region = regionOf(template);
  return {
    name,
    placeholders,
    settings: {
      parameters: { ...parameters, ...placeholders },
      pseudo: {
        StackName,
        AccountId: ACCOUNT_ID,
        Region,
        Partition: 'aws',
        URLSuffix: 'amazonaws.com',
        StackId: `arn:aws:cloudformation:${Region}:${ACCOUNT_ID}:stack/${StackName}/51af3dc0-da77-11e4-872e-1234567db123`,
        NotificationARNs: [],
      },
    },
  };
}
