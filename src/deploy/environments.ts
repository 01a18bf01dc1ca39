/**
 * `node src/deploy/environments.ts` checks the variables STAGING, PRODUCTION and ENVIRONMENTS of a repository and prints what
 * the workflows use of them, as outputs of a step. Imports no package, so that a job can run it without `npm ci`.
 */

/** The environments that the workflows know, in the order in which they are deployed. */
export const ENVIRONMENTS = ['staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** The outputs of templates/bootstrap.yaml: an environment's variable holds them as one JSON object. */
export const REQUIRED_OUTPUTS = [
  'EnvironmentName',
  'PipelineStackName',
  'Region',
  'ArtifactBucketName',
  'ArtifactBucketUrl',
  'ReviewRoleArn',
  'PublishRoleArn',
  'DeployRoleArn',
  'DriftRoleArn',
  'ServiceRoleArn',
  'PermissionsBoundaryArn',
  'AlarmKeyArn',
] as const;
export type EnvironmentSettings = Record<(typeof REQUIRED_OUTPUTS)[number], string>;

/** Name of the repository variable of an environment. */
export const variableOf = (environment: string): string => environment.toUpperCase();

const ARN = /^arn:(aws[a-z-]*):(iam|kms):([a-z0-9-]*):(\d{12}):(role|policy|key)\/\S+$/;

const FORMATS: Readonly<Record<string, [format: RegExp, words: string]>> = {
  PipelineStackName: [/^[a-z][a-z0-9-]{0,20}$/, 'the name of a stack'],
  Region: [/^[a-z]{2,}(-[a-z]+)+-\d$/, 'a Region'],
  ArtifactBucketName: [/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'the name of a bucket'],
  ReviewRoleArn: [/:role\//, 'the ARN of a role'],
  PublishRoleArn: [/:role\//, 'the ARN of a role'],
  DeployRoleArn: [/:role\//, 'the ARN of a role'],
  DriftRoleArn: [/:role\//, 'the ARN of a role'],
  ServiceRoleArn: [/:role\//, 'the ARN of a role'],
  PermissionsBoundaryArn: [/:policy\//, 'the ARN of a policy'],
  AlarmKeyArn: [/:key\//, 'the ARN of a key'],
};

type Variables = Readonly<Record<string, string | undefined>>;

const connect = (environment: string): string =>
  `npm run connect -- --stack BOOTSTRAP-STACK-OF-${variableOf(environment)}`;

function parsed(environment: string, text: string): Record<string, unknown> | string {
  const expected = `Expected variable ${variableOf(environment)} to be a JSON object of the outputs of the bootstrap stack`;
  if (text === '') return `${expected} but it is not set: ${connect(environment)}, or leave it out of ENVIRONMENTS`;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  return `${expected} but received ${text.slice(0, 40)}: ${connect(environment)}`;
}

const received = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** What is wrong with each value by itself. */
function wrongValues(environment: string, settings: Record<string, unknown>): string[] {
  return REQUIRED_OUTPUTS.flatMap((name) => {
    const value = settings[name];
    const [format, words] = FORMATS[name] ?? [/./, 'an output of the bootstrap stack'];
    const isArn = name.endsWith('Arn');
    if (typeof value === 'string' && format.test(value) && (!isArn || ARN.test(value))) return [];
    return [
      `Expected ${name} in variable ${variableOf(environment)} to be ${words} but received ${received(value)}: ${connect(environment)}`,
    ];
  });
}

const owner = (arn: string): string => ARN.exec(arn)?.[4] ?? '';

/** What does not fit together in one environment: ARNs of two accounts, another environment's values. */
function contradictions(environment: string, settings: EnvironmentSettings): string[] {
  const variable = variableOf(environment);
  const account = owner(settings.ServiceRoleArn);
  const url = `https://${settings.ArtifactBucketName}.s3.${settings.Region}.`;
  return [
    ...(settings.EnvironmentName === environment
      ? []
      : [`Expected variable ${variable} to be of environment ${environment} but it is of ${settings.EnvironmentName}`]),
    ...Object.entries(settings)
      .filter(([name, value]) => name.endsWith('Arn') && value !== '' && owner(value) !== account)
      .map(
        ([name, value]) =>
          `Expected ${name} in variable ${variable} to be of account ${account} as ServiceRoleArn is, but it is of ${owner(value)}: ${connect(environment)}`,
      ),
    ...(settings.ArtifactBucketUrl.startsWith(url)
      ? []
      : [
          `Expected ArtifactBucketUrl in variable ${variable} to begin with ${url} but received ${settings.ArtifactBucketUrl}`,
        ]),
  ];
}

/** Of two environments in one account: a stack's name is in the names of buckets, queues and the global dashboard. */
function sameStacks(known: Readonly<Record<string, EnvironmentSettings>>): string[] {
  const { staging, production } = known;
  if (!staging || !production || staging.PipelineStackName !== production.PipelineStackName) return [];
  if (owner(staging.ServiceRoleArn) !== owner(production.ServiceRoleArn)) return [];
  return [
    `Expected STAGING and PRODUCTION to name two stacks but both name ${staging.PipelineStackName} of account ${owner(staging.ServiceRoleArn)}: give one bootstrap stack another PipelineStackName`,
  ];
}

export type CheckedEnvironments = {
  /** By name, in the order of deployment; empty where nothing is set up. */
  environments: Partial<Record<EnvironmentName, EnvironmentSettings>>;
  /** One line each. */
  problems: string[];
};

/**
 * The environments that are deployed: both, or those that the variable ENVIRONMENTS lists. A variable that is missing is a
 * problem, unless none of the three is set: then nothing is set up yet.
 */
export function checkEnvironments(variables: Variables): CheckedEnvironments {
  const listed = variables['ENVIRONMENTS']?.trim() ?? '';
  const textOf = (name: string) => variables[variableOf(name)]?.trim() ?? '';
  if (listed === '' && ENVIRONMENTS.every((name) => textOf(name) === '')) return { environments: {}, problems: [] };
  const names = listed === '' ? ENVIRONMENTS : listed.split(/[\s,]+/);
  const unknown = names.filter((name) => !ENVIRONMENTS.some((known) => known === name));
  if (unknown.length > 0) {
    const problem = `Expected variable ENVIRONMENTS to list ${ENVIRONMENTS.join(', ')}, or one of them, but received ${unknown.join(', ')}`;
    return { environments: {}, problems: [problem] };
  }
  const problems: string[] = [];
  const environments: Partial<Record<EnvironmentName, EnvironmentSettings>> = {};
  for (const name of ENVIRONMENTS) {
    if (!names.includes(name)) continue;
    const value = parsed(name, textOf(name));
    const wrong = typeof value === 'string' ? [value] : wrongValues(name, value);
    if (wrong.length === 0) {
      environments[name] = value as EnvironmentSettings;
      wrong.push(...contradictions(name, value as EnvironmentSettings));
    }
    problems.push(...wrong);
  }
  problems.push(...sameStacks(environments));
  return { environments, problems };
}

/** The audience of GitHub's tokens, which the bootstrap derives from the same suffix: China's ends in .cn. */
const audienceOf = ({ ArtifactBucketName, ArtifactBucketUrl, Region }: EnvironmentSettings): string =>
  `sts.${ArtifactBucketUrl.slice(`https://${ArtifactBucketName}.s3.${Region}.`.length)}`;

if (import.meta.main) {
  const { environments, problems } = checkEnvironments(process.env);
  for (const problem of problems) console.error(`::error::${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else {
    const found = Object.entries(environments).map(
      ([name, settings]) => [name, { ...settings, Audience: audienceOf(settings) }] as const,
    );
    console.log(`environments=${JSON.stringify(found.map(([name]) => name))}`);
    console.log(`settings=${JSON.stringify(Object.fromEntries(found))}`);
    if (found.length === 0)
      console.error(
        '::notice::Nothing is deployed: neither STAGING nor PRODUCTION is set. README.md says how to set it up.',
      );
  }
}
