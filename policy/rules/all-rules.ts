import type { Rule } from '../engine/rule.ts';
import { alarmActions } from './alarm-actions.ts';
import { alarmComposite } from './alarm-composite.ts';
import { alarmCoverage } from './alarm-coverage.ts';
import { alarmDashboard } from './alarm-dashboard.ts';
import { alarmDeadLetters } from './alarm-dead-letters.ts';
import { alarmDescription } from './alarm-description.ts';
import { alarmDimensions } from './alarm-dimensions.ts';
import { alarmMetricMath } from './alarm-metric-math.ts';
import { alarmMetrics } from './alarm-metrics.ts';
import { alarmMissingData } from './alarm-missing-data.ts';
import { alarmPeriods } from './alarm-periods.ts';
import { alarmShown } from './alarm-shown.ts';
import { iamActionsExist } from './iam-actions-exist.ts';
import { iamBootstrapGrants } from './iam-bootstrap-grants.ts';
import { iamBootstrapTrust } from './iam-bootstrap-trust.ts';
import { iamDocuments } from './iam-documents.ts';
import { iamExactNeeds } from './iam-exact-needs.ts';
import { iamNetworkNotForCode } from './iam-network-not-for-code.ts';
import { iamNoEscalation } from './iam-no-escalation.ts';
import { iamNoManagedPolicies } from './iam-no-managed-policies.ts';
import { iamNoNames } from './iam-no-names.ts';
import { iamNoNegation } from './iam-no-negation.ts';
import { iamNoUsers } from './iam-no-users.ts';
import { iamNoWildcardActions } from './iam-no-wildcard-actions.ts';
import { iamNoWildcardResources } from './iam-no-wildcard-resources.ts';
import { iamPassRole } from './iam-pass-role.ts';
import { iamSids } from './iam-sids.ts';
import { iamTrustConditions } from './iam-trust-conditions.ts';
import { iamTrustPrincipals } from './iam-trust-principals.ts';
import { kmsAlarms } from './kms-alarms.ts';
import { kmsPolicy } from './kms-policy.ts';
import { kmsRetained } from './kms-retained.ts';
import { kmsRotation } from './kms-rotation.ts';
import { kmsServices } from './kms-services.ts';
import { lambdaArchitecture } from './lambda-architecture.ts';
import { lambdaBatching } from './lambda-batching.ts';
import { lambdaCode } from './lambda-code.ts';
import { lambdaConcurrency } from './lambda-concurrency.ts';
import { lambdaEnvironment } from './lambda-environment.ts';
import { lambdaLogging } from './lambda-logging.ts';
import { lambdaMapping } from './lambda-mapping.ts';
import { lambdaNoPublicInvoke } from './lambda-no-public-invoke.ts';
import { lambdaNoSecrets } from './lambda-no-secrets.ts';
import { lambdaOwnRole } from './lambda-own-role.ts';
import { lambdaPartialBatch } from './lambda-partial-batch.ts';
import { lambdaRecursiveLoop } from './lambda-recursive-loop.ts';
import { lambdaRuntime } from './lambda-runtime.ts';
import { lambdaSize } from './lambda-size.ts';
import { lambdaTracing } from './lambda-tracing.ts';
import { logsClass } from './logs-class.ts';
import { logsKey } from './logs-key.ts';
import { logsMetricFilter } from './logs-metric-filter.ts';
import { logsQueries } from './logs-queries.ts';
import { logsRetention } from './logs-retention.ts';
import { logsRetentionChoices } from './logs-retention-choices.ts';
import { s3AccessLogs } from './s3-access-logs.ts';
import { s3ArtifactsOnce } from './s3-artifacts-once.ts';
import { s3CustomerKeys } from './s3-customer-keys.ts';
import { s3Encryption } from './s3-encryption.ts';
import { s3LifecycleCleanup } from './s3-lifecycle-cleanup.ts';
import { s3NoBrowsers } from './s3-no-browsers.ts';
import { s3NoFeedback } from './s3-no-feedback.ts';
import { s3NotificationTargets } from './s3-notification-targets.ts';
import { s3OwnNamespace } from './s3-own-namespace.ts';
import { s3Ownership } from './s3-ownership.ts';
import { s3PolicyPrincipals } from './s3-policy-principals.ts';
import { s3ProcessedKept } from './s3-processed-kept.ts';
import { s3PublicAccessBlock } from './s3-public-access-block.ts';
import { s3Readable } from './s3-readable.ts';
import { s3ReportsExpire } from './s3-reports-expire.ts';
import { s3Retained } from './s3-retained.ts';
import { s3TlsOnly } from './s3-tls-only.ts';
import { s3Transitions } from './s3-transitions.ts';
import { s3UploadExpiry } from './s3-upload-expiry.ts';
import { s3UploadNotification } from './s3-upload-notification.ts';
import { s3Versioning } from './s3-versioning.ts';
import { snsEncryption } from './sns-encryption.ts';
import { snsPolicyPrincipals } from './sns-policy-principals.ts';
import { snsPublishers } from './sns-publishers.ts';
import { snsSubscribed } from './sns-subscribed.ts';
import { snsTlsOnly } from './sns-tls-only.ts';
import { sqsDeadLetterRetention } from './sqs-dead-letter-retention.ts';
import { sqsEncryption } from './sqs-encryption.ts';
import { sqsKeyForServices } from './sqs-key-for-services.ts';
import { sqsLongPolling } from './sqs-long-polling.ts';
import { sqsMessageSize } from './sqs-message-size.ts';
import { sqsNoDelay } from './sqs-no-delay.ts';
import { sqsPolicyPrincipals } from './sqs-policy-principals.ts';
import { sqsRedrive } from './sqs-redrive.ts';
import { sqsRedriveAllow } from './sqs-redrive-allow.ts';
import { sqsRetentionTries } from './sqs-retention-tries.ts';
import { sqsSenders } from './sqs-senders.ts';
import { sqsTlsOnly } from './sqs-tls-only.ts';
import { sqsVisibility } from './sqs-visibility.ts';
import { stackAscii } from './stack-ascii.ts';
import { stackCombinations } from './stack-combinations.ts';
import { stackDashboard } from './stack-dashboard.ts';
import { stackLimits } from './stack-limits.ts';
import { stackNames } from './stack-names.ts';
import { stackNetworkOrder } from './stack-network-order.ts';
import { stackNoCycle } from './stack-no-cycle.ts';
import { stackOrder } from './stack-order.ts';
import { stackOutputs } from './stack-outputs.ts';
import { stackParameters } from './stack-parameters.ts';
import { stackParts } from './stack-parts.ts';
import { stackPortable } from './stack-portable.ts';
import { stackReferences } from './stack-references.ts';
import { stackRelations } from './stack-relations.ts';
import { stackResolved } from './stack-resolved.ts';
import { stackSecrets } from './stack-secrets.ts';
import { stackSpecification } from './stack-specification.ts';
import { stackStateful } from './stack-stateful.ts';
import { stackUsed } from './stack-used.ts';
import { vpcAddresses } from './vpc-addresses.ts';
import { vpcEndpointPolicy } from './vpc-endpoint-policy.ts';
import { vpcIsolated } from './vpc-isolated.ts';
import { vpcNoPublicAddresses } from './vpc-no-public-addresses.ts';
import { vpcNoRouteOut } from './vpc-no-route-out.ts';
import { vpcRouteToS3 } from './vpc-route-to-s3.ts';
import { vpcSecurityGroup } from './vpc-security-group.ts';
import { vpcTwoZones } from './vpc-two-zones.ts';

/** Every rule, by service. */
export const rules: readonly Rule[] = [
  s3Encryption,
  s3TlsOnly,
  s3PublicAccessBlock,
  s3Ownership,
  s3PolicyPrincipals,
  s3Versioning,
  s3LifecycleCleanup,
  s3UploadExpiry,
  s3Transitions,
  s3Readable,
  s3CustomerKeys,
  s3ProcessedKept,
  s3ReportsExpire,
  s3Retained,
  s3NoBrowsers,
  s3UploadNotification,
  s3NotificationTargets,
  s3NoFeedback,
  s3OwnNamespace,
  s3AccessLogs,
  s3ArtifactsOnce,
  sqsEncryption,
  sqsKeyForServices,
  sqsTlsOnly,
  sqsPolicyPrincipals,
  sqsSenders,
  sqsRedrive,
  sqsRedriveAllow,
  sqsDeadLetterRetention,
  sqsRetentionTries,
  sqsVisibility,
  sqsLongPolling,
  sqsMessageSize,
  sqsNoDelay,
  lambdaRuntime,
  lambdaArchitecture,
  lambdaSize,
  lambdaTracing,
  lambdaConcurrency,
  lambdaLogging,
  lambdaOwnRole,
  lambdaNoSecrets,
  lambdaNoPublicInvoke,
  lambdaMapping,
  lambdaPartialBatch,
  lambdaBatching,
  lambdaRecursiveLoop,
  lambdaCode,
  lambdaEnvironment,
  iamDocuments,
  iamNoWildcardActions,
  iamNoWildcardResources,
  iamNoNegation,
  iamSids,
  iamTrustPrincipals,
  iamTrustConditions,
  iamNoManagedPolicies,
  iamPassRole,
  iamNoUsers,
  iamNoNames,
  iamNetworkNotForCode,
  iamExactNeeds,
  iamActionsExist,
  iamNoEscalation,
  iamBootstrapGrants,
  iamBootstrapTrust,
  vpcIsolated,
  vpcNoRouteOut,
  vpcNoPublicAddresses,
  vpcTwoZones,
  vpcRouteToS3,
  vpcEndpointPolicy,
  vpcSecurityGroup,
  vpcAddresses,
  logsRetention,
  logsRetentionChoices,
  logsMetricFilter,
  logsClass,
  logsKey,
  logsQueries,
  alarmActions,
  alarmMissingData,
  alarmMetrics,
  alarmDimensions,
  alarmPeriods,
  alarmCoverage,
  alarmDeadLetters,
  alarmMetricMath,
  alarmDashboard,
  alarmDescription,
  alarmComposite,
  alarmShown,
  snsEncryption,
  snsTlsOnly,
  snsPolicyPrincipals,
  snsPublishers,
  snsSubscribed,
  kmsRotation,
  kmsPolicy,
  kmsRetained,
  kmsServices,
  kmsAlarms,
  stackResolved,
  stackSpecification,
  stackReferences,
  stackNoCycle,
  stackOrder,
  stackNetworkOrder,
  stackLimits,
  stackNames,
  stackPortable,
  stackParameters,
  stackSecrets,
  stackParts,
  stackOutputs,
  stackStateful,
  stackRelations,
  stackDashboard,
  stackUsed,
  stackAscii,
  stackCombinations,
];
