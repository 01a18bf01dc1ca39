import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate } from '../../../src/aws/iam/evaluate.ts';
import { parsePolicy } from '../../../src/aws/iam/policy.ts';
import type { PolicyKind } from '../../../src/aws/iam/policy-error.ts';
import { allow, identity, request } from './policies.ts';

const at = (kind: PolicyKind) => ({ kind, owner: 'Worker', name: 'worker' });
const refuses = (document: unknown, message: RegExp, kind: PolicyKind = 'identity') =>
  assert.throws(() => parsePolicy(document, at(kind)), { name: 'PolicyError', message });
const refusesStatement = (of: object, message: RegExp, kind: PolicyKind = 'identity') =>
  refuses({ Version: '2012-10-17', Statement: [{ ...allow(), ...of }] }, message, kind);
const refusesCondition = (condition: unknown, message: RegExp, kind: PolicyKind = 'identity') =>
  refusesStatement({ Condition: condition, ...(kind === 'resource' && { Principal: '*' }) }, message, kind);

describe('a policy document', () => {
  it('is read with one statement or with several', () => {
    const { statements } = parsePolicy({ Version: '2012-10-17', Statement: allow({ Sid: 'One' }) }, at('identity'));
    assert.deepEqual(
      statements.map(({ sid, index, effect }) => ({ sid, index, effect })),
      [{ sid: 'One', index: 0, effect: 'Allow' }],
    );
    assert.equal(identity(allow(), allow()).statements[1]?.index, 1);
  });

  it('is refused where it is none', () => {
    refuses('{}', /Expected a policy to be a map but received "\{\}"/);
    refuses({ Version: '2012-10-17' }, /^The document of worker of Worker: Expected Statement but received none$/);
    refuses(
      { Version: '2012-10-18', Statement: [] },
      /Version to be 2012-10-17 or 2008-10-17 but received "2012-10-18"/,
    );
    refuses({ Version: '2012-10-17', Statement: ['Allow'] }, /Expected statement 0 to be a map but received "Allow"/);
    refuses(
      { Statement: [], Statements: [] },
      /Expected an element of a policy of kind identity but received Statements/,
    );
    refuses({ Id: 'a', Statement: [] }, /received Id/);
    assert.doesNotThrow(() => parsePolicy({ Id: 'a', Statement: [] }, at('resource')));
  });

  it('has each Sid once, of letters and digits in IAM', () => {
    refuses({ Statement: [allow({ Sid: 'A' }), allow({ Sid: 'A' })] }, /Expected each Sid once but received A again/);
    refusesStatement({ Sid: 'a b' }, /Statement a b of worker of Worker: Expected Sid to be letters and digits/);
    refusesStatement({ Sid: 1 }, /Statement 0 .* Expected Sid to be text but received 1/);
    assert.doesNotThrow(() => parsePolicy({ Statement: allow({ Sid: 'a b', Principal: '*' }) }, { ...at('resource') }));
  });

  it('is refused with an element that is not known, missing, or there with its opposite', () => {
    refusesStatement({ Actions: 's3:*' }, /Expected an element of a statement but received Actions/);
    refusesStatement({ Effect: 'allow' }, /Expected Effect to be Allow or Deny but received "allow"/);
    refusesStatement({ NotAction: '*' }, /exactly one of Action and NotAction but received Action and NotAction/);
    refusesStatement({ NotResource: '*' }, /exactly one of Resource and NotResource/);
    refuses(
      { Statement: { Effect: 'Allow', Resource: '*' } },
      /exactly one of Action and NotAction but received neither/,
    );
    refuses(
      { Statement: { Effect: 'Allow', Action: '*' } },
      /exactly one of Resource and NotResource but received neither/,
    );
    refusesStatement({ Action: [] }, /Expected Action to have values but it has none/);
    refusesStatement({ Resource: [1] }, /Expected Resource to hold text but received 1/);
  });

  it('has principals where it is attached to a resource, and only there', () => {
    refusesStatement({ Principal: '*' }, /Expected no Principal in a policy of kind identity but received Principal/);
    refusesStatement({ NotPrincipal: '*' }, /Expected no Principal in a policy of kind boundary/, 'boundary');
    refusesStatement({}, /exactly one of Principal and NotPrincipal but received neither/, 'resource');
    refusesStatement({}, /exactly one of Principal and NotPrincipal but received neither/, 'endpoint');
    refusesStatement(
      { Principal: '*' },
      /Expected no Resource in a policy of kind trust but received Resource/,
      'trust',
    );
  });

  it('is refused with NotPrincipal in an Allow or a trust policy', () => {
    refusesStatement({ NotPrincipal: '*' }, /Expected NotPrincipal in a Deny/, 'resource');
    refuses(
      { Statement: { Effect: 'Deny', NotPrincipal: '*', Action: 'sts:AssumeRole' } },
      /Expected NotPrincipal in a Deny of a resource or endpoint policy alone/,
      'trust',
    );
  });

  it('is refused with a principal that cannot be told', () => {
    const principal = (value: unknown, message: RegExp) => refusesStatement({ Principal: value }, message, 'resource');
    principal('s3.amazonaws.com', /Expected Principal to be a map/);
    principal({ Aws: '*' }, /Expected a principal to be AWS, Service or Federated but received Aws/);
    principal({ CanonicalUser: 'abc' }, /but received CanonicalUser/);
    principal({ AWS: '1111' }, /an account or the ARN of a role or user but received 1111/);
    principal({ AWS: 'AROAEXAMPLE' }, /received AROAEXAMPLE/);
    principal({ AWS: 'arn:aws:iam::111122223333:role/*' }, /received arn:aws:iam::111122223333:role\/\*/);
    principal({ AWS: 'arn:aws:iam::*:root' }, /received/);
    principal({ AWS: 'arn:aws:iam::1111:role/worker' }, /received/);
    principal({ AWS: 'arn:aws:iam::111122223333:role/' }, /the ARN of an account, role, user or session/);
    principal({ AWS: 'arn:aws:iam::111122223333:group/admins' }, /the ARN of an account, role, user or session/);
    principal({ AWS: 'arn:aws:sts::111122223333:role/worker' }, /the ARN of an account, role, user or session/);
    principal({ Service: '*.amazonaws.com' }, /a Service principal without wildcards but received \*\.amazonaws\.com/);
  });

  it('is refused with an action or a resource that is none', () => {
    refusesStatement({ Action: 'GetObject' }, /Expected an action such as s3:GetObject but received GetObject/);
    refusesStatement({ Action: 's*:GetObject' }, /received s\*:GetObject/);
    refusesStatement({ Action: 's3:Get${*}' }, /received s3:Get/);
    refusesStatement({ Resource: 'photos/*' }, /Expected an ARN or \* but received photos\/\*/);
    refusesStatement({ Resource: 'arn:aws:*:::photos' }, /Expected an ARN or \* but received/);
  });

  it('is refused with an operator that is not known', () => {
    refusesCondition({ StringMatches: { 's3:prefix': 'a' } }, /operator that is known here but received StringMatches/);
    refusesCondition({ stringEquals: { 's3:prefix': 'a' } }, /received stringEquals/);
    refusesCondition({ BinaryEquals: { 's3:prefix': 'YQ==' } }, /received BinaryEquals/);
    refusesCondition({ NullIfExists: { 's3:prefix': 'true' } }, /received NullIfExists/);
    refusesCondition({ 'ForAnyValue:Null': { 'aws:TagKeys': 'true' } }, /received ForAnyValue:Null/);
    refusesCondition({ 'ForSomeValues:StringEquals': { 'aws:TagKeys': 'a' } }, /received ForSomeValues:StringEquals/);
    refusesCondition({ toString: { 's3:prefix': 'a' } }, /received toString/);
  });

  it('is refused with a key that is not known, unless the caller knows it', () => {
    const condition = { StringEquals: { 's3:prefiks': 'a' } };
    refusesCondition(condition, /Expected a condition key that is known here but received s3:prefiks/);
    refusesCondition({ StringEquals: { 'aws:PrincipalTag/': 'a' } }, /received aws:PrincipalTag\//);
    assert.doesNotThrow(() =>
      parsePolicy({ Statement: allow({ Condition: condition }) }, at('identity'), { 's3:prefiks': { type: 'string' } }),
    );
  });

  it('is refused with a key of identities in the policy of a resource', () => {
    const condition = { ArnEquals: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:*:*:function:x' } };
    refusesCondition(
      condition,
      /Expected lambda:SourceFunctionArn to stand in policies of identities alone/,
      'resource',
    );
  });

  it('is refused with an operator that does not go with the key or its values', () => {
    refusesCondition(
      { Bool: { 'aws:SourceArn': 'true' } },
      /Expected an operator for the arn aws:SourceArn but received Bool/,
    );
    refusesCondition({ IpAddress: { 's3:prefix': '10.0.0.0/8' } }, /operator for the string s3:prefix/);
    refusesCondition({ StringEquals: { 'aws:TagKeys': 'a' } }, /Expected ForAllValues or ForAnyValue on aws:TagKeys/);
    refusesCondition({ NumericEquals: { 's3:max-keys': 'ten' } }, /Expected a number to compare but received ten/);
    refusesCondition({ DateEquals: { 'aws:CurrentTime': '2020' } }, /ISO 8601 date or epoch seconds but received 2020/);
    refusesCondition({ DateEquals: { 'aws:CurrentTime': '2020-13-01' } }, /received 2020-13-01/);
    refusesCondition({ Bool: { 'aws:SecureTransport': 'no' } }, /Expected true or false but received no/);
    refusesCondition({ Null: { 's3:prefix': 'a' } }, /Expected true or false but received a/);
    for (const address of ['10.0.0.0/33', '10.0.0/8', '10.0.0.0/8/8', '10.0.0.0/-1', '::1/129', 'here'])
      refusesCondition({ IpAddress: { 'aws:SourceIp': address } }, /Expected an address or CIDR block but received/);
    for (const arn of ['*', 'arn:aws:sqs:*', 'queue', 'a:b:c:d:e:f'])
      refusesCondition({ ArnLike: { 'aws:SourceArn': arn } }, /Expected an ARN with six parts to compare with/);
    refusesCondition({ StringEquals: { 's3:prefix': [] } }, /Expected a condition to have values but it has none/);
    refusesCondition({ StringEquals: { 's3:prefix': { Ref: 'X' } } }, /text, a number or a boolean but received/);
    refusesCondition({ StringEquals: 'a' }, /Expected StringEquals to be a map but received "a"/);
  });

  it('is refused with a policy variable that is not known, or where none may stand', () => {
    refusesStatement(
      { Resource: 'arn:aws:s3:::b/${aws:nobody}' },
      /condition key that is known here but received aws:nobody/,
    );
    refusesStatement({ Resource: 'arn:aws:s3:::b/${aws:TagKeys}' }, /a policy variable with one value/);
    refusesStatement({ Resource: 'arn:aws:sqs:${aws:RequestedRegion}:1:q' }, /variables after the fifth colon/);
    refusesStatement({ Resource: 'arn:aws:s3:::b/${aws:username' }, /Expected a } after \$\{/);
    refusesStatement({ Resource: "arn:aws:s3:::b/${aws:username 'x'}" }, /Expected a policy variable but received/);
    refusesCondition({ NumericEquals: { 's3:max-keys': '${s3:prefix}' } }, /Expected no policy variable there/);
    refusesCondition({ Bool: { 'aws:SecureTransport': '${aws:username}' } }, /Expected no policy variable there/);
    refusesCondition({ Null: { 's3:prefix': '${aws:username}' } }, /Expected no policy variable there/);
    for (const version of [{}, { Version: '2008-10-17' }])
      refuses(
        { ...version, Statement: allow({ Resource: 'arn:aws:s3:::b/${aws:username}' }) },
        /Expected Version 2012-10-17 for the policy variable of .* but received 2008-10-17/,
      );
  });
});

describe('a request', () => {
  const asks = (condition: unknown, of: Parameters<typeof request>[0], message: RegExp) =>
    assert.throws(() => evaluate(request(of), { identity: [identity(allow({ Condition: condition }))] }), {
      name: 'PolicyError',
      message,
    });

  it('is refused without a key that AWS always sends', () => {
    const { 'aws:SecureTransport': _, ...context } = request({}).context;
    const condition = { Bool: { 'aws:SecureTransport': 'false' } };
    const policies = { identity: [identity(allow({ Condition: condition }))] };
    assert.throws(() => evaluate({ ...request({}), context }, policies), {
      message: 'Expected s3:GetObject to state aws:SecureTransport, which every request to AWS has',
    });
  });

  it('is refused when a policy asks for what is not known of it', () => {
    asks({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { unknown: ['AWS:sourceip'] }, /not to ask for aws:SourceIp/);
    const context = { 'aws:SourceIp': '10.0.0.1' };
    const policy = identity(allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }));
    assert.ok(evaluate(request({ context, unknown: ['aws:SourceIp'] }), { identity: [policy] }).allowed);
  });

  it('is refused with several values of a key that has one, or with values that cannot be compared', () => {
    asks({ StringEquals: { 's3:prefix': 'a' } }, { context: { 's3:prefix': ['a', 'b'] } }, /one value for s3:prefix/);
    asks({ NumericEquals: { 's3:max-keys': 1 } }, { context: { 's3:max-keys': 'many' } }, /a number to compare/);
    asks({ DateEquals: { 'aws:TokenIssueTime': '2020-01' } }, { context: { 'aws:TokenIssueTime': 'now' } }, /date/);
    asks({ IpAddress: { 'aws:SourceIp': '::/0' } }, { context: { 'aws:SourceIp': 'here' } }, /an IP address/);
  });

  it('is refused when its context contradicts its principal', () => {
    asks({}, { context: { 'aws:PrincipalAccount': '999999999999' } }, /aws:principalaccount to be 111122223333/);
  });
});
