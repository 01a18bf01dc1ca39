import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorizer, type Change, propertiesOf, show, statementOf, statementsOf } from './pipeline.ts';

describe('what Lambda itself needs', () => {
  const unused = (change?: Change) => authorizer(change).unusedGrants().map(show);
  const without =
    (property: string): Change =>
    (resources) =>
      delete propertiesOf(resources, 'ImageFunction')[property];

  it('are traces where the function has them', () => {
    const grant = 'ImageFunctionRole SendTraces xray:PutTraceSegments';
    assert.ok(!unused().includes(grant));
    assert.ok(unused(without('TracingConfig')).includes(grant));
    const passing: Change = (resources) => {
      propertiesOf(resources, 'ImageFunction')['TracingConfig'] = { Mode: 'PassThrough' };
    };
    assert.ok(unused(passing).includes(grant));
  });

  it('are network interfaces, also of a function that has left its network', () => {
    const grant = 'ImageFunctionRole AttachToNetwork ec2:CreateNetworkInterface';
    assert.ok(!unused().includes(grant));
    assert.ok(!unused(without('VpcConfig')).includes(grant));
  });

  it('excuse the role alone', () => {
    const grant = 'S3Endpoint Traces xray:PutTraceSegments';
    const traces = { Sid: 'Traces', Effect: 'Allow', Principal: '*', Action: 'xray:PutTraceSegments', Resource: '*' };
    assert.ok(unused((resources) => statementsOf(resources, 'S3Endpoint').push(traces)).includes(grant));
  });

  it('are no messages where the events come from elsewhere', () => {
    const stream = 'arn:aws:kinesis:eu-central-1:111122223333:stream/images';
    const { unmetNeeds } = authorizer((resources) => {
      propertiesOf(resources, 'ImageQueueMapping')['EventSourceArn'] = stream;
    });
    assert.deepEqual(unmetNeeds(), []);
  });

  it('are network interfaces in every subnet and security group', () => {
    const { unmetNeeds } = authorizer((resources) => {
      statementOf(resources, 'ImageFunctionRole', 'AttachToNetwork')['Resource'] =
        'arn:aws:ec2:*:*:network-interface/*';
    });
    const lacking = unmetNeeds().map(
      ({ call: { action, resourceArn } }) => `${action} ${resourceArn.split(/[:/]/).at(5) ?? resourceArn}`,
    );
    assert.deepEqual(lacking, [
      'ec2:CreateNetworkInterface subnet',
      'ec2:CreateNetworkInterface subnet',
      'ec2:CreateNetworkInterface security-group',
      'ec2:DescribeNetworkInterfaces *',
      'ec2:DescribeSubnets *',
    ]);
  });

  it('are shown with what for', () => {
    const traces = authorizer()
      .uses()
      .find(({ action }) => action === 'xray:PutTraceSegments');
    assert.deepEqual(traces?.platform, {
      purpose: 'Lambda sends the traces of the function',
      reference: 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
    });
  });
});
