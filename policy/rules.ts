import type { Rule } from './rule.ts';
import { alarmActions } from './rules/alarm-actions.ts';
import { alarmComposite } from './rules/alarm-composite.ts';
import { alarmCoverage } from './rules/alarm-coverage.ts';
import { alarmDashboard } from './rules/alarm-dashboard.ts';
import { alarmDeadLetters } from './rules/alarm-dead-letters.ts';
import { alarmDescription } from './rules/alarm-description.ts';
import { alarmDimensions } from './rules/alarm-dimensions.ts';
import { alarmMetricMath } from './rules/alarm-metric-math.ts';
import { alarmMetrics } from './rules/alarm-metrics.ts';
import { alarmMissingData } from './rules/alarm-missing-data.ts';
import { alarmPeriods } from './rules/alarm-periods.ts';
import { alarmShown } from './rules/alarm-shown.ts';
import { iamActionsExist } from './rules/iam-actions-exist.ts';
import { iamBootstrapGrants } from './rules/iam-bootstrap-grants.ts';
import { iamBootstrapTrust } from './rules/iam-bootstrap-trust.ts';
import { iamDocuments } from './rules/iam-documents.ts';
import { iamExactNeeds } from './rules/iam-exact-needs.ts';
import { iamNetworkNotForCode } from './rules/iam-network-not-for-code.ts';
import { iamNoEscalation } from './rules/iam-no-escalation.ts';
import { iamNoManagedPolicies } from './rules/iam-no-managed-policies.ts';
import { iamNoNames } from './rules/iam-no-names.ts';
import { iamNoNegation } from './rules/iam-no-negation.ts';
import { iamNoUsers } from './rules/iam-no-users.ts';
import { iamNoWildcardActions } from './rules/iam-no-wildcard-actions.ts';
import { iamNoWildcardResources } from './rules/iam-no-wildcard-resources.ts';
import { iamPassRole } from './rules/iam-pass-role.ts';
import { iamSids } from './rules/iam-sids.ts';
import { iamTrustConditions } from './rules/iam-trust-conditions.ts';
import { iamTrustPrincipals } from './rules/iam-trust-principals.ts';
import { kmsAlarms } from './rules/kms-alarms.ts';
import { kmsPolicy } from './rules/kms-policy.ts';
import { kmsRetained } from './rules/kms-retained.ts';
import { kmsRotation } from './rules/kms-rotation.ts';
import { kmsServices } from './rules/kms-services.ts';
import { lambdaArchitecture } from './rules/lambda-architecture.ts';
import { lambdaBatching } from './rules/lambda-batching.ts';
import { lambdaCode } from './rules/lambda-code.ts';
import { lambdaConcurrency } from './rules/lambda-concurrency.ts';
import { lambdaEnvironment } from './rules/lambda-environment.ts';
import { lambdaLogging } from './rules/lambda-logging.ts';
import { lambdaMapping } from './rules/lambda-mapping.ts';
import { lambdaNoPublicInvoke } from './rules/lambda-no-public-invoke.ts';
import { lambdaNoSecrets } from './rules/lambda-no-secrets.ts';
import { lambdaOwnRole } from './rules/lambda-own-role.ts';
import { lambdaPartialBatch } from './rules/lambda-partial-batch.ts';
import { lambdaRecursiveLoop } from './rules/lambda-recursive-loop.ts';
import { lambdaRuntime } from './rules/lambda-runtime.ts';
import { lambdaSize } from './rules/lambda-size.ts';
import { lambdaTracing } from './rules/lambda-tracing.ts';
import { logsClass } from './rules/logs-class.ts';
import { logsKey } from './rules/logs-key.ts';
import { logsMetricFilter } from './rules/logs-metric-filter.ts';
import { logsQueries } from './rules/logs-queries.ts';
import { logsRetention } from './rules/logs-retention.ts';
import { logsRetentionChoices } from './rules/logs-retention-choices.ts';
import { s3AccessLogs } from './rules/s3-access-logs.ts';
import { s3ArtifactsOnce } from './rules/s3-artifacts-once.ts';
import { s3CustomerKeys } from './rules/s3-customer-keys.ts';
import { s3Encryption } from './rules/s3-encryption.ts';
import { s3LifecycleCleanup } from './rules/s3-lifecycle-cleanup.ts';
import { s3NoBrowsers } from './rules/s3-no-browsers.ts';
import { s3NoFeedback } from './rules/s3-no-feedback.ts';
import { s3NotificationTargets } from './rules/s3-notification-targets.ts';
import { s3OwnNamespace } from './rules/s3-own-namespace.ts';
import { s3Ownership } from './rules/s3-ownership.ts';
import { s3PolicyPrincipals } from './rules/s3-policy-principals.ts';
import { s3ProcessedKept } from './rules/s3-processed-kept.ts';
import { s3PublicAccessBlock } from './rules/s3-public-access-block.ts';
import { s3Readable } from './rules/s3-readable.ts';
import { s3ReportsExpire } from './rules/s3-reports-expire.ts';
import { s3Retained } from './rules/s3-retained.ts';
import { s3TlsOnly } from './rules/s3-tls-only.ts';
import { s3Transitions } from './rules/s3-transitions.ts';
import { s3UploadExpiry } from './rules/s3-upload-expiry.ts';
import { s3UploadNotification } from './rules/s3-upload-notification.ts';
import { s3Versioning } from './rules/s3-versioning.ts';
import { snsEncryption } from './rules/sns-encryption.ts';
import { snsPolicyPrincipals } from './rules/sns-policy-principals.ts';
import { snsPublishers } from './rules/sns-publishers.ts';
import { snsTlsOnly } from './rules/sns-tls-only.ts';
import { snsWayOut } from './rules/sns-way-out.ts';
import { sqsDeadLetterRetention } from './rules/sqs-dead-letter-retention.ts';
import { sqsEncryption } from './rules/sqs-encryption.ts';
import { sqsKeyForServices } from './rules/sqs-key-for-services.ts';
import { sqsLongPolling } from './rules/sqs-long-polling.ts';
import { sqsMessageSize } from './rules/sqs-message-size.ts';
import { sqsNoDelay } from './rules/sqs-no-delay.ts';
import { sqsPolicyPrincipals } from './rules/sqs-policy-principals.ts';
import { sqsRedrive } from './rules/sqs-redrive.ts';
import { sqsRedriveAllow } from './rules/sqs-redrive-allow.ts';
import { sqsRetentionTries } from './rules/sqs-retention-tries.ts';
import { sqsSenders } from './rules/sqs-senders.ts';
import { sqsTlsOnly } from './rules/sqs-tls-only.ts';
import { sqsVisibility } from './rules/sqs-visibility.ts';
import { stackAscii } from './rules/stack-ascii.ts';
import { stackCombinations } from './rules/stack-combinations.ts';
import { stackDashboard } from './rules/stack-dashboard.ts';
import { stackLimits } from './rules/stack-limits.ts';
import { stackNames } from './rules/stack-names.ts';
import { stackNetworkOrder } from './rules/stack-network-order.ts';
import { stackNoCycle } from './rules/stack-no-cycle.ts';
import { stackOrder } from './rules/stack-order.ts';
import { stackOutputs } from './rules/stack-outputs.ts';
import { stackParameters } from './rules/stack-parameters.ts';
import { stackParts } from './rules/stack-parts.ts';
import { stackPortable } from './rules/stack-portable.ts';
import { stackReferences } from './rules/stack-references.ts';
import { stackRelations } from './rules/stack-relations.ts';
import { stackResolved } from './rules/stack-resolved.ts';
import { stackSecrets } from './rules/stack-secrets.ts';
import { stackSpecification } from './rules/stack-specification.ts';
import { stackStateful } from './rules/stack-stateful.ts';
import { stackUsed } from './rules/stack-used.ts';
import { vpcAddresses } from './rules/vpc-addresses.ts';
import { vpcEndpointPolicy } from './rules/vpc-endpoint-policy.ts';
import { vpcIsolated } from './rules/vpc-isolated.ts';
import { vpcNoPublicAddresses } from './rules/vpc-no-public-addresses.ts';
import { vpcNoWayOut } from './rules/vpc-no-way-out.ts';
import { vpcSecurityGroup } from './rules/vpc-security-group.ts';
import { vpcTwoZones } from './rules/vpc-two-zones.ts';
import { vpcWayToS3 } from './rules/vpc-way-to-s3.ts';

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
  vpcNoWayOut,
  vpcNoPublicAddresses,
  vpcTwoZones,
  vpcWayToS3,
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
  snsWayOut,
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
