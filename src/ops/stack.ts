import {
  type CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { UserError } from '../shared/user-error.ts';

/** What a stack consists of. */
export type Stack = {
  /** The physical id: a queue's URL, a bucket's name. */
  ofId(logicalId: string): string | undefined;
  /** The physical ids of all resources of a type. */
  ofType(type: string): string[];
};

/** States in which the parts of a stack are not there, or not all, and what to do then. */
const ADVICE: Record<string, (stack: string) => string> = {
  ROLLBACK_COMPLETE: (stack) =>
    `its first deployment failed and was undone. Delete it (aws cloudformation delete-stack --stack-name ${stack}) and deploy again`,
  ROLLBACK_FAILED: (stack) =>
    `its first deployment failed. Delete it (aws cloudformation delete-stack --stack-name ${stack}) and deploy again`,
  CREATE_FAILED: (stack) =>
    `its first deployment failed. Delete it (aws cloudformation delete-stack --stack-name ${stack}) and deploy again`,
  ROLLBACK_IN_PROGRESS: () => 'its first deployment failed and is being undone. Wait for it, delete it, deploy again',
  CREATE_IN_PROGRESS: () => 'it is being deployed. Wait until that is done',
  REVIEW_IN_PROGRESS: () => 'it has a change set that nobody has executed yet. Execute or delete that',
  DELETE_IN_PROGRESS: () => 'it is being deleted. Name what is left by hand, such as --upload-bucket',
  DELETE_COMPLETE: () => 'it was deleted. Name what is left by hand, such as --upload-bucket',
};

function absent(error: unknown, stack: string, where: string): never {
  if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) {
    throw new UserError(
      `Expected a stack ${stack} in ${where} but there is none: check --stack, --region (or AWS_REGION) and the account (aws sts get-caller-identity)`,
    );
  }
  throw error;
}

/** Looks a stack up. Throws UserError where there is none, or one whose parts are not there. */
export async function describeStack(client: CloudFormationClient, stack: string, where: string): Promise<Stack> {
  const { Stacks: [found] = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch((error: unknown) => absent(error, stack, where));
  const status = found?.StackStatus ?? '';
  const advice = ADVICE[status];
  if (advice) throw new UserError(`Expected stack ${stack} to be deployed but it is in ${status}: ${advice(stack)}`);

  // By logical id, which every deployment has: 100 of them at most, and the template has half as many.
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stack }));
  const there = StackResources.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
  return {
    ofId: (logicalId) => there.find(({ LogicalResourceId }) => LogicalResourceId === logicalId)?.PhysicalResourceId,
    ofType: (type) =>
      there.flatMap(({ ResourceType, PhysicalResourceId }) =>
        ResourceType === type && PhysicalResourceId !== undefined ? [PhysicalResourceId] : [],
      ),
  };
}
