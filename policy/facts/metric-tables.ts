/**
 * The metrics of the services of this stack, with the dimension sets under which each can be asked for. Written by hand
 * from the services' pages (November 2026); a namespace that is not here is not context.
 */
export type MetricTable = { metrics: readonly string[]; dimensions: readonly (readonly string[])[] };

export const METRIC_TABLES: Readonly<Record<string, MetricTable>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda': {
    metrics: [
      'AsyncEventAge',
      'AsyncEventsDropped',
      'AsyncEventsReceived',
      'ClaimedAccountConcurrency',
      'ConcurrentExecutions',
      'DeadLetterErrors',
      'DeletedEventCount',
      'DestinationDeliveryFailures',
      'DroppedEventCount',
      'Duration',
      'Errors',
      'FailedInvokeEventCount',
      'FilteredOutEventCount',
      'Invocations',
      'InvokedEventCount',
      'IteratorAge',
      'OffsetLag',
      'OnFailureDestinationDeliveredEventCount',
      'OversizedRecordCount',
      'PolledEventCount',
      'PostRuntimeExtensionsDuration',
      'ProvisionedConcurrencyInvocations',
      'ProvisionedConcurrencySpilloverInvocations',
      'ProvisionedConcurrencyUtilization',
      'ProvisionedConcurrentExecutions',
      'RecursiveInvocationsDropped',
      'Throttles',
      'UnreservedConcurrentExecutions',
    ],
    dimensions: [
      [],
      ['FunctionName'],
      ['FunctionName', 'Resource'],
      ['ExecutedVersion', 'FunctionName', 'Resource'],
      ['EventSourceMappingUUID'],
    ],
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  'AWS/SQS': {
    metrics: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfGroupsWithInflightMessages',
      'ApproximateNumberOfMessagesDelayed',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfNoisyGroups',
      'NumberOfDeduplicatedSentMessages',
      'NumberOfEmptyReceives',
      'NumberOfMessagesDeleted',
      'NumberOfMessagesReceived',
      'NumberOfMessagesSent',
      'SentMessageSize',
    ],
    dimensions: [['QueueName']],
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
  'AWS/S3': {
    metrics: [
      '4xxErrors',
      '5xxErrors',
      'AllRequests',
      'BucketSizeBytes',
      'BytesDownloaded',
      'BytesUploaded',
      'DeleteRequests',
      'FirstByteLatency',
      'GetRequests',
      'HeadRequests',
      'ListRequests',
      'NumberOfObjects',
      'PostRequests',
      'PutRequests',
      'TotalRequestLatency',
    ],
    dimensions: [
      ['BucketName', 'StorageType'],
      ['BucketName', 'FilterId'],
    ],
  },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
  'AWS/SNS': {
    metrics: [
      'NumberOfMessagesPublished',
      'NumberOfNotificationsDelivered',
      'NumberOfNotificationsFailed',
      'NumberOfNotificationsFailedToRedriveToDlq',
      'NumberOfNotificationsFilteredOut',
      'NumberOfNotificationsFilteredOut-InvalidAttributes',
      'NumberOfNotificationsFilteredOut-NoMessageAttributes',
      'NumberOfNotificationsRedrivenToDlq',
      'PublishSize',
    ],
    dimensions: [['TopicName']],
  },
};

/**
 * What the handler writes for each image, in CloudWatch's embedded metric format, under METRIC_NAMESPACE;
 * test/policy/rules/watching.test.ts holds it to that.
 */
export const IMAGE_METRICS: MetricTable = {
  metrics: ['ProcessedImages', 'FailedImages', 'Duration', 'BytesIn', 'BytesOut', 'BytesSaved', 'Latency'],
  dimensions: [['Pipeline']],
};

/** The metric that it writes by code as well. */
export const FAILURES_BY_CODE: MetricTable = { metrics: ['FailedImages'], dimensions: [['Pipeline', 'Code']] };
