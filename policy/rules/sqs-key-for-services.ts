import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { addResource, all, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { admitsService, keyOf } from '../facts/keys.ts';
import { statementsOf } from '../facts/statements.ts';
import { notifications, policiesOn } from '../facts/topology.ts';

/** The services that send to a queue: those that its policy lets in, and S3 when a bucket notifies it. */
function producersOf(context: RuleContext, queue: ResolvedResource): string[] {
  const policies = policiesOn(context, 'AWS::SQS::QueuePolicy', 'Queues', refOf(context, queue));
  const admitted = statementsOf(context, 'resource')
    .filter(({ owner, allows }) => allows && policies.includes(owner))
    .flatMap(({ principals }) => principals.filter((name) => name.startsWith('Service ')).map((name) => name.slice(8)));
  const notified = notifications(context).some(({ target }) => target === arnOf(context, queue));
  return [...new Set(notified ? [...admitted, 's3.amazonaws.com'] : admitted)];
}

const KEY = { KeyPolicy: { Version: '2012-10-17', Statement: [] }, EnableKeyRotation: true };
const usesKey = (value: unknown) =>
  all(remove('ImageQueue.Properties.SqsManagedSseEnabled'), set('ImageQueue.Properties.KmsMasterKeyId', value));

export const sqsKeyForServices: Rule = {
  id: 'SQS-2',
  title: 'A queue that a service sends to has a key that the service can use',
  why: 'S3 cannot use the AWS managed key alias/aws/sqs, nor a key whose policy does not name it: setting the notification fails, or messages are lost.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services',
    controls: ['trivy AWS-0135', 'cfn_nag W48', 'Well-Architected SEC08-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) => {
      const id = valueAt(queue, ['KmsMasterKeyId']);
      const producers = producersOf(context, queue);
      if (id === undefined || producers.length === 0) return [];
      const key = keyOf(context, id);
      const expected = `SSE-SQS, or a customer managed key whose policy gives ${producers.join(' and ')} kms:GenerateDataKey and kms:Decrypt`;
      const isForeign = !key && !isHidden(id) && id !== 'alias/aws/sqs';
      const admits = isForeign || (key && producers.every((service) => admitsService(context, key, service)));
      return admits ? [] : [findingAt(context, queue, ['KmsMasterKeyId'], expected)];
    }),
  mutants: [
    { title: 'the queue has the AWS managed key', kind: 'boundary', mutate: usesKey('alias/aws/sqs') },
    {
      title: 'the key cannot be known',
      kind: 'hidden',
      mutate: all(usesKey(''), hide('ImageQueue.Properties.KmsMasterKeyId')),
    },
    {
      title: 'the key of the stack admits nobody',
      kind: 'related',
      mutate: all(addResource('ImageKey', 'AWS::KMS::Key', KEY), usesKey({ Ref: 'ImageKey' })),
    },
  ],
};
