/**
 * Names that must be known before their resource exists, as text for `Fn::Sub`: a policy and the thing that it is
 * about would otherwise refer to one another. All begin with the stack's name, so that stacks live side by side.
 */
export const IMAGE_QUEUE_NAME = '${AWS::StackName}-image-queue';
export const IMAGE_FUNCTION_NAME = '${AWS::StackName}-image-function';
