import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorizer, type Change, call, propertiesOf, QUEUE, read, receive, statementOf, UPLOADS } from './pipeline.ts';

const document = (action: string) => ({
  Version: '2012-10-17',
  Statement: { Sid: 'Extra', Effect: 'Allow', Action: action, Resource: '*' },
});

/** Adds a resource, and properties to the role. */
const add =
  (Type: string, Properties: Record<string, unknown>, ofRole: Record<string, unknown> = {}): Change =>
  (resources) => {
    resources['Extra'] = { Type, Properties };
    Object.assign(propertiesOf(resources, 'ImageFunctionRole'), ofRole);
  };

const refused = (change: Change, message: RegExp) =>
  assert.throws(() => authorizer(change), { name: 'PolicyError', message });

describe('the policies of a role', () => {
  it('are also those that the template attaches to it', () => {
    const PolicyDocument = document('s3:DeleteObjectVersion');
    const RoleName = { Ref: 'ImageFunctionRole' };
    const mayDelete = (change?: Change) =>
      authorizer(change).authorize(call('poller', 's3:DeleteObjectVersion', `${UPLOADS}/cat.jpg`)).allowed;
    assert.equal(mayDelete(), false);
    assert.equal(mayDelete(add('AWS::IAM::Policy', { PolicyDocument, Roles: [RoleName] })), true);
    assert.equal(mayDelete(add('AWS::IAM::Policy', { PolicyDocument, Roles: ['other'] })), false);
    assert.equal(mayDelete(add('AWS::IAM::RolePolicy', { PolicyDocument, RoleName })), true);
    assert.equal(mayDelete(add('AWS::IAM::RolePolicy', { PolicyDocument, RoleName: 'other' })), false);
    assert.equal(mayDelete(add('AWS::IAM::ManagedPolicy', { PolicyDocument, Roles: [RoleName] })), true);
    assert.equal(mayDelete(add('AWS::IAM::ManagedPolicy', { PolicyDocument })), false);
    const ManagedPolicyArns = [{ Ref: 'Extra' }];
    assert.equal(mayDelete(add('AWS::IAM::ManagedPolicy', { PolicyDocument }, { ManagedPolicyArns })), true);
  });

  it('count once, however often they are attached', () => {
    const properties = { PolicyDocument: document('s3:DeleteObjectVersion'), Roles: [{ Ref: 'ImageFunctionRole' }] };
    const { uses } = authorizer(add('AWS::IAM::ManagedPolicy', properties, { ManagedPolicyArns: [{ Ref: 'Extra' }] }));
    assert.equal(uses().filter(({ action }) => action === 's3:DeleteObjectVersion').length, 1);
  });

  it('are limited by a boundary of the template', () => {
    const limit = { PolicyDocument: document('s3:*') };
    const { authorize } = authorizer(add('AWS::IAM::ManagedPolicy', limit, { PermissionsBoundary: { Ref: 'Extra' } }));
    assert.equal(authorize(read).allowed, true);
    assert.equal(authorize(receive).missing, `No statement of Extra allows sqs:ReceiveMessage on ${QUEUE}`);
  });

  it('know the tags of the role', () => {
    const tagged = (Value: string) =>
      authorizer((resources) => {
        propertiesOf(resources, 'ImageFunctionRole')['Tags'] = [{ Key: 'stage', Value }];
        const Condition = { StringEquals: { 'aws:PrincipalTag/stage': 'live' } };
        Object.assign(statementOf(resources, 'ImageFunctionRole', 'ConsumeQueue'), { Condition });
      }).authorize(receive).allowed;
    assert.equal(tagged('live'), true);
    assert.equal(tagged('test'), false);
  });

  it('cannot be told with one of elsewhere', () => {
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const set = (of: object) => (resources: Parameters<Change>[0]) =>
      void Object.assign(propertiesOf(resources, 'ImageFunctionRole'), of);
    const message = /^Expected ImageFunctionRole to have policies of the template alone but received arn:aws:iam::aws/;
    refused(set({ ManagedPolicyArns: [arn] }), message);
    refused(set({ PermissionsBoundary: arn }), message);
  });

  it('cannot be told with values that only a deployment knows', () => {
    refused((resources) => {
      statementOf(resources, 'ImageFunctionRole', 'ReadUploads')['Resource'] = { 'Fn::ImportValue': 'bucket' };
    }, /^Expected image-function of ImageFunctionRole to be resolved but it holds values that are not known here$/);
  });

  it('cannot be told without one function and its role', () => {
    refused((resources) => {
      resources['Second'] = structuredClone(resources['ImageFunction']) ?? { Type: '' };
    }, /^Expected a template with one function but received ImageFunction, Second$/);
    refused(
      (resources) => delete resources['ImageFunction'],
      /^Expected a template with one function but received none$/,
    );
    refused((resources) => {
      propertiesOf(resources, 'ImageFunction')['Role'] = 'arn:aws:iam::111122223333:role/x';
    }, /^Expected the role of ImageFunction to be in the template but received arn:aws:iam::111122223333:role\/x$/);
  });
});

describe('the policy of a queue', () => {
  it('is one', () => {
    refused((resources) => {
      resources['Another'] = structuredClone(resources['ImageQueuePolicy']) ?? { Type: '' };
    }, /^Expected one policy for ImageQueue but received ImageQueuePolicy and Another$/);
  });
});
