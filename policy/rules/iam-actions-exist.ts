import { expandAction, isAction } from '../../src/aws/iam/actions.ts';
import { remembered } from '../../src/shared/memoize.ts';
import { findingAt } from '../engine/deployed.ts';
import { append, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden, listOf } from '../engine/values.ts';
import { type Statement, statementsOf } from '../facts/statements.ts';

const STATEMENTS = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement';

/** Hidden actions are another rule's finding. */
function find(action: string): boolean {
  if (isHidden(action) || action === '*') return true;
  try {
    return /[*?]/.test(action) ? expandAction(action).length > 0 : isAction(action);
  } catch {
    return false;
  }
}

const known = new Map<string, boolean>();

const exists = (action: string): boolean => remembered(known, action, find);

const named = ({ actions, element }: Statement) => [
  ...actions.map((action) => ({ name: 'Action', action })),
  ...listOf(element('NotAction')).map((action) => ({ name: 'NotAction', action: String(action) })),
];

export const iamActionsExist: Rule = {
  id: 'IAM-14',
  title: 'Every action in a policy is an action that AWS has',
  why: 'IAM takes any name. An Allow with a slip grants nothing, and a Deny with a slip denies nothing; both look right in a review.',
  reference: {
    url: 'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    controls: ['cfn-lint W3037', 'Well-Architected SEC03-BP02'],
  },
  check: (context) =>
    checkEach(statementsOf(context, 'identity', 'resource', 'trust', 'endpoint'), (statement) =>
      named(statement)
        .filter(({ action }) => !exists(action))
        .map(({ name, action }) =>
          findingAt(context, statement.owner, [...statement.path, name], 'an action of AWS', action),
        ),
    ),
  mutants: [
    {
      title: 'a slip in one action of several',
      kind: 'single',
      mutate: append(`${STATEMENTS}.0.Action`, 's3:GetObjects'),
    },
    {
      title: 'a service that does not exist',
      kind: 'boundary',
      mutate: set(`${STATEMENTS}.1.Action`, 's4:PutObject'),
    },
    {
      title: 'no service',
      kind: 'absent',
      mutate: set('ImageQueuePolicy.Properties.PolicyDocument.Statement.0.Action', 'SendMessage'),
    },
    {
      title: 'a denial of nothing',
      kind: 'related',
      mutate: set('UploadBucketPolicy.Properties.PolicyDocument.Statement.0.Action', 's3:Gt*'),
    },
  ],
};
