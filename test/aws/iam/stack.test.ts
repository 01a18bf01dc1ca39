import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Call } from '../../../src/aws/iam/call.ts';
import { synthesized } from '../../synthesized.ts';
import {
  authorizer,
  type Change,
  call,
  committed,
  DEAD_LETTERS,
  notify,
  PROCESSED,
  propertiesOf,
  QUEUE,
  read,
  receive,
  show,
  statementOf,
  statementsOf,
  trustOf,
  UPLOADS,
  upload,
  WORK,
} from './pipeline.ts';

const ROLE = 'ImageFunctionRole';

for (const networkAccess of ['isolated', 'internet'] as const)
  describe(`the template, ${networkAccess}`, () => {
    const start = (change?: Change) => authorizer(change, {}, synthesized({ networkAccess }).template);
    const missing = (of: Call, change?: Change) => start(change).authorize(of).missing;

    it('allows what the pipeline does, and grants nothing else', () => {
      const { authorize, unusedGrants, unmetNeeds } = start();
      for (const each of WORK) assert.equal(authorize(each).missing, undefined, each.action);
      assert.deepEqual(unusedGrants().map(show), []);
      assert.deepEqual(unmetNeeds(), []);
    });

    it('allows the function nothing else', () => {
      for (const [action, arn] of [
        ['s3:DeleteObject', `${UPLOADS}/cat.jpg`],
        ['s3:PutObject', `${UPLOADS}/cat.jpg`],
        ['s3:ListBucket', UPLOADS],
        ['s3:GetObject', `${UPLOADS}/cat.jpg`],
        ['s3:GetObjectVersion', `${PROCESSED}/processed/cat.jpg`],
        ['s3:PutObject', `${PROCESSED}/elsewhere/cat.jpg`],
        ['s3:GetObject', 'arn:aws:s3:::somebody-else/cat.jpg'],
      ] as const)
        assert.equal(missing(call('function', action, arn)), `No statement of ${ROLE} allows ${action} on ${arn}`);
      const dead = call('poller', 'sqs:ReceiveMessage', DEAD_LETTERS);
      assert.equal(missing(dead), `No statement of ${ROLE} allows sqs:ReceiveMessage on ${DEAD_LETTERS}`);
    });

    it('keeps the network interfaces of Lambda from the code', () => {
      const inPublic: Change = (resources) => delete propertiesOf(resources, 'ImageFunction')['VpcConfig'];
      const { allowed, missing: why } = start(inPublic).authorize(call('function', 'ec2:DescribeSubnets', '*'));
      assert.equal(allowed, false);
      if (networkAccess === 'isolated')
        assert.equal(
          why,
          `Statement DenyEniToFunctionCode of image-function of ${ROLE} denies ec2:DescribeSubnets on *`,
        );
    });

    it('lets S3 announce our uploads, nobody else and nothing else', () => {
      const send = (of: Partial<Call>) => start().authorize({ ...notify, ...of });
      assert.equal(send({}).allowed, true);
      assert.equal(send({ resourceArn: DEAD_LETTERS }).reason, 'no resource policy allows');
      assert.equal(send({ context: { 'aws:SourceAccount': '999999999999' } }).reason, 'no resource policy allows');
      assert.equal(
        send({ sourceArn: PROCESSED }).missing,
        `No statement of ImageQueuePolicy of ImageQueue allows sqs:SendMessage on ${QUEUE} to s3.amazonaws.com: of AllowUploadNotifications, ArnEquals aws:SourceArn does not hold`,
      );
    });

    it('refuses everybody without TLS', () => {
      const holders: Record<string, string> = {
        [UPLOADS]: 'UploadBucket',
        [PROCESSED]: 'ProcessedBucket',
        [QUEUE]: 'ImageQueue',
      };
      for (const each of WORK) {
        const owner = holders[each.resourceArn.split('/')[0] ?? ''];
        assert.equal(
          missing({ ...each, secureTransport: false }),
          `Statement DenyInsecureTransport of ${owner}Policy of ${owner} denies ${each.action} on ${each.resourceArn}`,
        );
      }
    });

    it('fails by name without any one action that it needs', () => {
      for (const sid of ['ReadUploads', 'WriteProcessed', 'ConsumeQueue']) {
        const actions = [statementOf(committed.Resources, ROLE, sid)['Action']].flat();
        for (const action of actions) {
          const { authorize } = start((resources) => {
            const rest = actions.filter((each) => each !== action);
            statementOf(resources, ROLE, sid)['Action'] = ['s3:GetBucketTagging', ...rest];
          });
          const failed = WORK.filter((each) => !authorize(each).allowed);
          assert.deepEqual(
            failed.map((each) => authorize(each).missing),
            failed.map(({ resourceArn }) => `No statement of ${ROLE} allows ${action} on ${resourceArn}`),
          );
          assert.equal(failed.length, 1);
        }
      }
    });

    it('has an unused grant by name with any one action more', () => {
      const { authorize, unusedGrants } = start((resources) => {
        statementOf(resources, ROLE, 'ReadUploads')['Action'] = ['s3:GetObject*', 's3:DeleteObject', 's3:GetObjct'];
        statementsOf(resources, ROLE).push({ Sid: 'Rest', NotAction: 'iam:*', Effect: 'Allow', Resource: '*' });
      });
      for (const each of WORK) authorize(each);
      const unused = unusedGrants().map(show);
      for (const action of ['s3:DeleteObject', 's3:GetObjectTagging', 's3:GetObjct'])
        assert.ok(unused.includes(`${ROLE} ReadUploads ${action}`), action);
      assert.ok(unused.includes(`${ROLE} Rest NotAction iam:*`));
      assert.ok(!unused.includes(`${ROLE} ReadUploads s3:GetObjectVersion`));
    });

    it('cannot work when Lambda may not be its role', () => {
      const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:images-image-function';
      const trust = (of: object) => missing(receive, (resources) => Object.assign(trustOf(resources), of));
      const from = (sourceArn: string, account: unknown) =>
        trust({
          Condition: { ArnEquals: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': account } },
        });
      const refused =
        /^No statement of the trust policy of ImageFunctionRole allows sts:AssumeRole on .* to lambda\.amazonaws\.com/;
      assert.match(trust({ Principal: { Service: 'ec2.amazonaws.com' } }) ?? '', refused);
      assert.equal(from(arn, { Ref: 'AWS::AccountId' }), undefined);
      assert.match(from(`${arn}-2`, { Ref: 'AWS::AccountId' }) ?? '', refused);
      assert.match(from(arn, '999999999999') ?? '', refused);
    });

    it('says what Lambda itself lacks', () => {
      const { unmetNeeds } = start((resources) => {
        statementOf(resources, ROLE, 'SendTraces')['Action'] = 'xray:PutTraceSegments';
        statementOf(resources, ROLE, 'ConsumeQueue')['Action'] = ['sqs:ReceiveMessage', 'sqs:DeleteMessage'];
        statementOf(resources, ROLE, 'WriteLogs')['Resource'] = 'arn:aws:logs:*:*:log-group:other:*';
      });
      const stream =
        'arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/images-image-function:log-stream:any';
      assert.deepEqual(
        unmetNeeds().map(({ purpose, decision }) => `${purpose}: ${decision.missing}`),
        [
          `Lambda writes the log of the function: No statement of ${ROLE} allows logs:CreateLogStream on ${stream}`,
          `Lambda writes the log of the function: No statement of ${ROLE} allows logs:PutLogEvents on ${stream}`,
          `Lambda sends the traces of the function: No statement of ${ROLE} allows xray:PutTelemetryRecords on *`,
          `Lambda takes messages for the function: No statement of ${ROLE} allows sqs:GetQueueAttributes on ${QUEUE}`,
        ],
      );
    });
  });

describe('an authorizer', () => {
  it('refuses a call that is none', () => {
    const { authorize } = authorizer();
    assert.throws(() => authorize({ ...read, action: 's3:FetchObject' }), { message: /received s3:FetchObject/ });
    const { sourceArn: _, ...nobody } = notify;
    assert.throws(() => authorize(nobody), { message: 'Expected sqs:SendMessage of s3 to have a sourceArn' });
  });

  it('refuses to answer where a policy asks for what is not known of a call', () => {
    const { authorize } = authorizer((resources) =>
      statementsOf(resources, 'UploadBucketPolicy').push({
        Sid: 'DenyOutside',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: { 'Fn::Sub': '${UploadBucket.Arn}/*' },
        Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      }),
    );
    assert.throws(() => authorize(upload), { message: /not to ask for aws:SourceIp/ });
    assert.equal(authorize(read).reason, 'explicit deny'); // through the endpoint, where AWS leaves the key out
  });

  it('tells statements with the same action apart', () => {
    const { authorize, unusedGrants } = authorizer((resources) =>
      statementsOf(resources, ROLE).push({
        Sid: 'Spare',
        Effect: 'Allow',
        Action: 's3:GetObjectVersion',
        Resource: PROCESSED,
      }),
    );
    authorize(read);
    const unused = unusedGrants().map(show);
    assert.ok(unused.includes(`${ROLE} Spare s3:GetObjectVersion`));
    assert.ok(!unused.includes(`${ROLE} ReadUploads s3:GetObjectVersion`));
  });

  it('counts no grant as used by a call that is denied', () => {
    const { authorize, unusedGrants } = authorizer((resources) => {
      statementOf(resources, 'S3Endpoint', 'ReadUploads')['Action'] = 's3:GetObject';
    });
    assert.equal(authorize(read).allowed, false);
    assert.ok(unusedGrants().map(show).includes(`${ROLE} ReadUploads s3:GetObjectVersion`));
  });

  it('shows each grant with the number of calls that used it', () => {
    const { authorize, uses } = authorizer();
    for (const each of [read, read, { ...read, secureTransport: false }]) authorize(each);
    const used = uses().filter(({ calls }) => calls > 0);
    assert.deepEqual(
      used.map((each) => [show(each), each.calls]),
      [
        ['ImageFunctionRole ReadUploads s3:GetObjectVersion', 2],
        ['S3Endpoint ReadUploads s3:GetObjectVersion', 2],
      ],
    );
  });
});
