import { expectAt, findingAt, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { is, isHidden, mapOf } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

/** What the bundle is called in the zip, and what it exports. */
const HANDLER = 'index.handler';
const CODE = 'ImageFunction.Properties.Code';

export const lambdaCode: Rule = {
  id: 'LAMBDA-14',
  title: 'The code comes from S3 by a key that every deployment has to name, and is called by its name in the zip',
  why: 'CloudFormation compares keys, not contents: under a key that does not change, new code is never deployed, and nothing says so. A default would bring old code back.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html',
    controls: ['Well-Architected OPS05-BP03', 'Well-Architected OPS06-BP04'],
  },
  check(context) {
    const lambda = imagePipelineOf(context)?.imageFunction;
    if (!lambda) return notApplicable;
    const written = mapOf(mapOf(context.template.Resources[lambda.LogicalId]?.Properties?.['Code'])['S3Key']);
    const name = String(written['Ref']);
    const parameter = Object.hasOwn(context.template.Parameters ?? {}, name)
      ? context.template.Parameters?.[name]
      : undefined;
    const isNamed = parameter !== undefined && parameter.Default === undefined;
    const hasBucket =
      typeof valueAt(lambda, ['Code', 'S3Bucket']) === 'string' && !isHidden(valueAt(lambda, ['Code', 'S3Bucket']));
    return [
      ...expectAt(context, lambda, ['Handler'], HANDLER, is(HANDLER)),
      ...(isNamed ? [] : [findingAt(context, lambda, ['Code', 'S3Key'], 'Ref to a parameter without a default')]),
      ...(hasBucket ? [] : [findingAt(context, lambda, ['Code', 'S3Bucket'], 'a bucket that can be known')]),
    ];
  },
  mutants: [
    {
      title: 'it is called by another name',
      kind: 'boundary',
      mutate: set('ImageFunction.Properties.Handler', 'main.handler'),
    },
    { title: 'the key is fixed', kind: 'boundary', mutate: set(`${CODE}.S3Key`, 'handler/latest.zip') },
    {
      title: 'the parameter has a default',
      kind: 'related',
      mutate: set('Parameters.ArtifactKey.Default', 'handler/latest.zip'),
    },
    {
      title: 'the code stands in the template',
      kind: 'absent',
      mutate: set(CODE, { ZipFile: 'export const handler = async () => ({});' }),
    },
    { title: 'the key cannot be known', kind: 'hidden', mutate: hide(`${CODE}.S3Key`) },
    { title: 'the bucket is missing', kind: 'single', mutate: remove(`${CODE}.S3Bucket`) },
  ],
};
