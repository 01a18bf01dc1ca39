/** fauxqs's account, so that ARNs in the template are those that it knows. */
export const LOCAL_ACCOUNT_ID = '000000000000';

export const LOCAL_REGION = 'us-east-1';

/** The stack that the local run stands for. */
export const LOCAL_STACK_NAME = 'image-pipeline-local';
