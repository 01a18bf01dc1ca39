import { type Resource, ref, sub } from './cloudformation.ts';

/** A query that Logs Insights keeps, in a folder of the stack's name. The fields are those of log-line.schema.json. */
const query = (name: string, ...lines: string[]) =>
  ({
    Type: 'AWS::Logs::QueryDefinition',
    Properties: {
      Name: sub(`\${AWS::StackName}/${name}`),
      LogGroupNames: [ref('ImageFunctionLogGroup')],
      QueryString: lines.join('\n| '),
    },
  }) satisfies Resource;

/** Queries that operators use often. */
export const queries = () =>
  ({
    SlowestImagesQuery: query(
      'Slowest images',
      'filter message = "Processed an image"',
      'fields key, milliseconds, durations.get, durations.read, durations.render, durations.put, from.bytes, from.pixels',
      'sort milliseconds desc',
      'limit 50',
    ),
    FailuresByCodeQuery: query(
      'Failures by code',
      'filter message = "Failed to process an image"',
      'stats count(*) as tries, count_distinct(key) as uploads, latest(key) as lastKey, latest(reason) as lastReason by code',
      'sort tries desc',
    ),
    UploadHistoryQuery: {
      Why: 'All that happened to one upload; its key is to be filled in.',
      ...query(
        'History of one upload',
        'filter key = "KEY" and ispresent(message)',
        'fields @timestamp, level, message, code, reason, receiveCount, versionId, requestId',
        'sort @timestamp asc',
        'limit 1000',
      ),
    },
  }) satisfies Record<string, Resource>;
