import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { addResource, all, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { keyOf } from '../facts/keys.ts';
import { statementsOf } from '../facts/statements.ts';

const KEY_ID = 'ImageFunctionLogGroup.Properties.KmsKeyId';

export const logsKey: Rule = {
  id: 'LOGS-5',
  title: 'The key of a log group admits CloudWatch Logs, for log groups of this account',
  why: 'Otherwise the group is not created; and without the encryption context the key would serve the logs of anybody.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
    controls: ['Control Tower CT.CLOUDWATCH.PR.3', 'CKV_AWS_158', 'cfn_nag W84', 'Well-Architected SEC08-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Logs::LogGroup'), (group) => {
      const id = valueAt(group, ['KmsKeyId']);
      if (id === undefined) return [];
      const key = keyOf(context, id);
      if (!key) return isHidden(id) ? [findingAt(context, group, ['KmsKeyId'], 'a key that can be known')] : [];
      const service = `Service logs.${context.settings.pseudo.Region}.${context.settings.pseudo.URLSuffix}`;
      const admits = statementsOf(context, 'resource').some(
        ({ owner, allows, principals, conditions }) =>
          owner.LogicalId === key.LogicalId &&
          allows &&
          principals.includes(service) &&
          conditions.some((condition) => condition.key === 'kms:encryptioncontext:aws:logs:arn'),
      );
      const expected = `an Allow for ${service.slice(8)} under kms:EncryptionContext:aws:logs:arn`;
      return admits ? [] : [findingAt(context, key, ['KeyPolicy'], expected, 'no such statement')];
    }),
  mutants: [
    {
      title: 'the key of the stack admits nobody',
      kind: 'related',
      mutate: all(
        addResource('LogKey', 'AWS::KMS::Key', { EnableKeyRotation: true }),
        set(KEY_ID, { 'Fn::GetAtt': ['LogKey', 'Arn'] }),
      ),
    },
    { title: 'the key cannot be known', kind: 'hidden', mutate: hide(KEY_ID) },
    {
      title: 'the key admits the logs of anybody',
      kind: 'boundary',
      mutate: all(
        addResource('LogKey', 'AWS::KMS::Key', {
          KeyPolicy: {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { Service: { 'Fn::Sub': 'logs.${AWS::Region}.${AWS::URLSuffix}' } },
              Action: 'kms:Decrypt',
              Resource: '*',
            },
          },
        }),
        set(KEY_ID, { 'Fn::GetAtt': ['LogKey', 'Arn'] }),
      ),
    },
  ],
};
