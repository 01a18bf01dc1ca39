import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is } from '../engine/values.ts';

export const s3NoBrowsers: Rule = {
  id: 'S3-12',
  title: 'No bucket is a website or answers other origins',
  why: 'A website endpoint has no TLS and serves whoever asks; a cross-origin rule lets foreign pages read with the rights of their visitors.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html',
    controls: [
      'cdk-nag AwsSolutions-S5',
      'AWS Config s3-bucket-static-website-hosting-disabled',
      'Well-Architected SEC03-BP07',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) => [
      ...expectAt(context, bucket, ['WebsiteConfiguration'], 'no WebsiteConfiguration', is(undefined)),
      ...expectAt(context, bucket, ['CorsConfiguration'], 'no CorsConfiguration', is(undefined)),
    ]),
  mutants: [
    {
      title: 'one bucket is a website',
      kind: 'single',
      mutate: set('ProcessedBucket.Properties.WebsiteConfiguration', { IndexDocument: 'index.html' }),
    },
    {
      title: 'a website that cannot be known',
      kind: 'hidden',
      mutate: hide('ProcessedBucket.Properties.WebsiteConfiguration'),
    },
    {
      title: 'one origin may read',
      kind: 'boundary',
      mutate: set('UploadBucket.Properties.CorsConfiguration', {
        CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://example.com'] }],
      }),
    },
  ],
};
