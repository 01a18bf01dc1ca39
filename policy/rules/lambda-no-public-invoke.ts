import { expectAt, findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { addResource, HIDDEN } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { is, isHidden } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

const permission = (properties: Record<string, unknown>) =>
  addResource('Permission', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'ImageFunction' },
    ...properties,
  });

export const lambdaNoPublicInvoke: Rule = {
  id: 'LAMBDA-9',
  title: 'Nobody can call a function past its queue',
  why: 'Who can call the function hands it any event, and so reads every upload through it. SQS is polled and needs no permission.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
    controls: [
      'Security Hub Lambda.1',
      'Control Tower CT.LAMBDA.PR.2',
      'Control Tower CT.LAMBDA.PR.5',
      'AWS Config lambda-function-public-access-prohibited',
      'CKV_AWS_258',
      'CKV_AWS_364',
      'trivy AWS-0067',
      'cfn-lint W3663',
      'Well-Architected SEC03-BP07',
    ],
  },
  check(context) {
    const account = context.settings.pseudo.AccountId;
    const isPipeline = imagePipelineOf(context) !== undefined;
    const callers = ofType(context, 'AWS::Lambda::Permission', 'AWS::Lambda::Url');
    if (isPipeline)
      return callers.map((caller) =>
        findingAt(context, caller, [], 'no permission or URL: SQS needs neither', caller.Type),
      );
    if (callers.length === 0) return notApplicable;
    const permissions = ofType(context, 'AWS::Lambda::Permission').flatMap((caller) => {
      const principal = String(valueAt(caller, ['Principal']));
      const isOwn =
        principal === account || principal.startsWith(`arn:${context.settings.pseudo.Partition}:iam::${account}:`);
      const isService = principal.endsWith('.amazonaws.com') && !isHidden(principal);
      if (isOwn) return [];
      if (!isService) return [findingAt(context, caller, ['Principal'], 'a service, or a principal of this account')];
      return [
        ...expectAt(
          context,
          caller,
          ['SourceArn'],
          'the ARN of one source',
          (arn) => typeof arn === 'string' && !isHidden(arn),
        ),
        ...expectAt(
          context,
          caller,
          ['SourceAccount'],
          `${account}, where the source has no account in its ARN`,
          (own) => {
            const inArn = String(valueAt(caller, ['SourceArn'])).split(':')[4];
            return own === account || inArn === account;
          },
        ),
      ];
    });
    const urls = ofType(context, 'AWS::Lambda::Url').flatMap((caller) =>
      expectAt(context, caller, ['AuthType'], 'AWS_IAM', is('AWS_IAM')),
    );
    return [...permissions, ...urls];
  },
  mutants: [
    { title: 'everybody may call it', kind: 'boundary', mutate: permission({ Principal: '*' }) },
    { title: 'a service may call it', kind: 'single', mutate: permission({ Principal: 's3.amazonaws.com' }) },
    { title: 'it has a URL', kind: 'single', mutate: addResource('Url', 'AWS::Lambda::Url', { AuthType: 'AWS_IAM' }) },
    {
      title: 'a service may call for whichever source, where functions are called by services',
      kind: 'absent',
      file: 'bootstrap.yaml',
      mutate: permission({ Principal: 's3.amazonaws.com' }),
    },
    {
      title: 'the source has no account in its ARN, nor beside it',
      kind: 'related',
      file: 'bootstrap.yaml',
      mutate: permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::uploads' }),
    },
    { title: 'who may call it cannot be known', kind: 'hidden', mutate: permission({ Principal: HIDDEN }) },
  ],
};
