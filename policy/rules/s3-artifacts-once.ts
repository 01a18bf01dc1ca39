import { createResolver } from '../../src/aws/cloudformation/resolver.ts';
import { NO_VALUE } from '../../src/aws/cloudformation/scope.ts';
import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { remove, set } from '../engine/mutate.ts';
import { type Finding, notApplicable, type Rule, type RuleContext } from '../engine/rule.ts';
import { listOf, mapOf } from '../engine/values.ts';
import { bootstrapOf } from '../facts/bootstrap.ts';
import { conditionValues, statementsOf } from '../facts/statements.ts';

const FILE = 'bootstrap.yaml';
/** What is deployed is stored under its hash in these. */
const PREFIXES = ['handler', 'templates'];
const STATEMENT = 'ArtifactBucketPolicy.Properties.PolicyDocument.Statement';

/** Whether the bucket has the name that was given, and else one that S3 keeps for the account. */
function ofName(context: RuleContext): Finding[] {
  const [bucket] = ofType(context, 'AWS::S3::Bucket');
  if (!bucket) return [];
  const { BucketName, BucketNamespace } = mapOf(context.template.Resources[bucket.LogicalId]?.Properties);
  return ['', 'given-by-somebody'].flatMap((given) => {
    const parameters = { ...context.settings.parameters, ArtifactBucketName: given };
    const { scope } = createResolver(context.template, { ...context.settings, parameters });
    const [name, namespace] = [BucketName, BucketNamespace].map((value) => scope.resolve(value, ['Resources']));
    const isRight = given ? name === given && namespace === NO_VALUE : namespace === 'account-regional';
    if (isRight) return [];
    const expected = given ? 'the name that was given, in no namespace' : 'a name in the namespace of the account';
    return [findingAt(context, bucket, ['BucketName'], expected)];
  });
}

/** What pull requests stored is removed; nothing that was deployed is. */
function ofExpiry(context: RuleContext): Finding[] {
  const [bucket] = ofType(context, 'AWS::S3::Bucket');
  if (!bucket) return [];
  const rules = listOf(valueAt(bucket, ['LifecycleConfiguration', 'Rules'])).map(mapOf);
  const expiring = rules.filter((rule) => 'ExpirationInDays' in rule);
  if (expiring.length === 1 && expiring[0]?.['Prefix'] === 'review/') return [];
  const received = expiring.map(({ Prefix }) => String(Prefix ?? 'every key')).join(' and ') || 'nothing';
  return [findingAt(context, bucket, ['LifecycleConfiguration', 'Rules'], 'only review/ to expire', received)];
}

export const s3ArtifactsOnce: Rule = {
  id: 'S3-19',
  title: 'A zip or a template in the artifact bucket is written once, under the name that the roles know',
  why: 'The change set that somebody approved names zip and template by their hash. A principal that could replace them would run other code than was approved.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html',
    controls: ['Well-Architected SEC11-BP06'],
  },
  check(context) {
    if (!bootstrapOf(context)) return notApplicable;
    const policies = ofType(context, 'AWS::S3::BucketPolicy');
    const denials = statementsOf(context, 'resource').filter(
      (statement) =>
        !statement.allows &&
        statement.actions.includes('s3:PutObject') &&
        statement.principals.includes('*') &&
        PREFIXES.every((prefix) => statement.resources.some((resource) => resource.endsWith(`/${prefix}/*`))) &&
        statement.conditions.length === 1 &&
        conditionValues(statement, ['Null'], 's3:if-none-match')?.join() === 'true',
    );
    return [
      ...ofName(context),
      ...ofExpiry(context),
      ...policies
        .filter((policy) => !denials.some(({ owner }) => owner.LogicalId === policy.LogicalId))
        .map((policy) =>
          findingAt(
            context,
            policy,
            ['PolicyDocument'],
            'a Deny of s3:PutObject under handler/ and templates/ without If-None-Match',
            'none',
          ),
        ),
    ];
  },
  mutants: [
    { title: 'a zip can be written over', kind: 'absent', file: FILE, mutate: remove(`${STATEMENT}.1`) },
    {
      title: 'a template can be written over',
      kind: 'single',
      file: FILE,
      mutate: remove(`${STATEMENT}.1.Resource.1`),
    },
    {
      title: 'nothing can be written at all',
      kind: 'boundary',
      file: FILE,
      mutate: remove(`${STATEMENT}.1.Condition`),
    },
    {
      title: 'only conditional writes are refused',
      kind: 'related',
      file: FILE,
      mutate: set(`${STATEMENT}.1.Condition`, { Null: { 's3:if-none-match': 'false' } }),
    },
    {
      title: 'everything expires',
      kind: 'boundary',
      file: FILE,
      mutate: remove('ArtifactBucket.Properties.LifecycleConfiguration.Rules.3.Prefix'),
    },
    {
      title: 'anybody could take the name',
      kind: 'single',
      file: FILE,
      mutate: remove('ArtifactBucket.Properties.BucketNamespace'),
    },
  ],
};
