import type { ResolvedResource } from '../../aws/cloudformation/resolve.ts';
import { UserError } from '../../shared/user-error.ts';
import type { FunctionSettings } from '../lambda/function.ts';
import type { MappingSettings } from '../lambda/mapping.ts';
import { readProperties } from './properties.ts';

/** What the template says of a function; the bundle, and whom it tells what it does, come from the run. */
export type TemplateFunction = Omit<FunctionSettings, 'bundle' | 'log' | 'publish'>;

/** What the template says of an event source mapping. */
export type TemplateMapping = MappingSettings & { EventSourceArn: string; FunctionName: string; Enabled: boolean };

/** Lambda starts with five batches at a time where ScalingConfig does not bound them. */
const DEFAULT_CONCURRENCY = 5;

function checkRuntime(runtime: string, logicalId: string): void {
  const own = `nodejs${process.versions.node.split('.')[0]}.x`;
  if (runtime !== own) {
    throw new UserError(`Expected ${logicalId}.Runtime to be ${own}, which runs here, but received ${runtime}`);
  }
}

/** The function as its processes are started. `endpointVariables` make it reach the endpoints of the run. */
export function readFunction(
  resource: ResolvedResource,
  region: string,
  endpointVariables: Record<string, string>,
): TemplateFunction {
  const properties = readProperties(resource);
  const name = properties.text('FunctionName');
  const handler = properties.text('Handler');
  const memoryMebibytes = properties.optionalNumber('MemorySize') ?? 128;
  const reservedConcurrency = properties.optionalNumber('ReservedConcurrentExecutions');
  checkRuntime(properties.text('Runtime'), resource.LogicalId);
  const variables = (properties.value('Environment.Variables') ?? {}) as Record<string, unknown>;
  return {
    name,
    exportName: handler.split('.').at(-1) ?? '',
    timeoutSeconds: properties.optionalNumber('Timeout') ?? 3,
    memoryMebibytes,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    variables: {
      ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
      // What Lambda itself gives: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
      _HANDLER: handler,
      AWS_EXECUTION_ENV: `AWS_Lambda_${properties.text('Runtime')}`,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMebibytes),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: properties.optionalText('LoggingConfig.LogGroup') ?? `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      LANG: 'en_US.UTF-8',
      TZ: 'UTC',
      ...endpointVariables,
      // Not Lambda's: a home without a .aws folder, so that no setting of the developer reaches the function.
      HOME: '/nonexistent',
    },
  };
}

/** The event source mapping, with Lambda's defaults where the template is silent. */
export function readMapping(resource: ResolvedResource): TemplateMapping {
  const properties = readProperties(resource);
  return {
    EventSourceArn: properties.text('EventSourceArn'),
    FunctionName: properties.text('FunctionName'),
    Enabled: properties.optionalText('Enabled') !== 'false',
    BatchSize: properties.optionalNumber('BatchSize') ?? 10,
    MaximumBatchingWindowInSeconds: properties.optionalNumber('MaximumBatchingWindowInSeconds') ?? 0,
    MaximumConcurrency: properties.optionalNumber('ScalingConfig.MaximumConcurrency') ?? DEFAULT_CONCURRENCY,
    FunctionResponseTypes: (properties.value('FunctionResponseTypes') ?? []) as string[],
  };
}
