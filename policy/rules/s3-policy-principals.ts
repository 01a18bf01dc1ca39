import { all, append, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { findExternalPrincipals } from '../facts/external-principals.ts';
import { statementsOf } from '../facts/statements.ts';

const DOCUMENT = 'UploadBucketPolicy.Properties.PolicyDocument';
const share = (Principal: unknown, Action: unknown = 's3:GetObject') => ({
  Sid: 'Share',
  Effect: 'Allow',
  Principal,
  Action,
  Resource: { 'Fn::Sub': '${UploadBucket.Arn}/*' },
});

export const s3PolicyPrincipals: Rule = {
  id: 'S3-5',
  title: 'No bucket or access point admits external principals',
  why: 'One Allow for everybody, for another account or for all but some exposes every image at once.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status',
    controls: [
      'Security Hub S3.2',
      'Security Hub S3.3',
      'Security Hub S3.6',
      'AWS Config s3-bucket-policy-grantee-check',
      'AWS Config s3-bucket-public-read-prohibited',
      'cfn_nag F15',
      'cfn_nag F16',
      'cfn_nag W20',
      'Well-Architected SEC03-BP07',
    ],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'resource').filter(({ owner }) => owner.Type.startsWith('AWS::S3::')),
      (statement) => findExternalPrincipals(context, statement),
    ),
  mutants: [
    { title: 'everybody may read', kind: 'single', mutate: append(`${DOCUMENT}.Statement`, share('*')) },
    {
      title: 'everybody may read, in the other notation',
      kind: 'single',
      mutate: append(`${DOCUMENT}.Statement`, share({ AWS: ['*'] })),
    },
    {
      title: 'another account may read',
      kind: 'boundary',
      mutate: append(`${DOCUMENT}.Statement`, share({ AWS: 'arn:aws:iam::999999999999:root' })),
    },
    {
      title: 'somebody unknown may read',
      kind: 'hidden',
      mutate: all(append(`${DOCUMENT}.Statement`, share('x')), hide(`${DOCUMENT}.Statement.1.Principal`)),
    },
    {
      title: 'a service may do everything',
      kind: 'boundary',
      mutate: append(`${DOCUMENT}.Statement`, share({ Service: 'logging.s3.amazonaws.com' }, 's3:*')),
    },
    {
      title: 'all but one may read',
      kind: 'boundary',
      mutate: all(
        append(`${DOCUMENT}.Statement`, share('x')),
        remove(`${DOCUMENT}.Statement.1.Principal`),
        set(`${DOCUMENT}.Statement.1.NotPrincipal`, { AWS: '999999999999' }),
      ),
    },
    {
      title: 'a service may do all but one thing',
      kind: 'boundary',
      mutate: all(
        append(`${DOCUMENT}.Statement`, share({ Service: 'logging.s3.amazonaws.com' })),
        remove(`${DOCUMENT}.Statement.1.Action`),
        set(`${DOCUMENT}.Statement.1.NotAction`, 's3:DeleteBucket'),
      ),
    },
    {
      title: 'the refusal of plain HTTP allows instead',
      kind: 'absent',
      mutate: set(`${DOCUMENT}.Statement.0.Effect`, 'Allow'),
    },
  ],
};
