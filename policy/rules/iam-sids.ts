import { findingAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { documentsOf, statementsIn } from '../facts/statements.ts';

const STATEMENTS = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement';
/**
 * IAM takes letters and digits alone; other services take more:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
const LETTERS_AND_DIGITS = /^[A-Za-z0-9]+$/;

export const iamSids: Rule = {
  id: 'IAM-5',
  title: 'Every statement has a Sid of its own, which says what it is for',
  why: 'A review, a denied call and the report of unused grants all speak of statements by their Sid. Two alike in one policy are refused.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
    controls: ['Well-Architected SEC03-BP02'],
  },
  check: (context) =>
    checkEach(documentsOf(context), (policy) => {
      const seen = new Set<string>();
      return statementsIn(policy).flatMap(({ owner, path, sid }) => {
        const at = [...path, 'Sid'];
        if (sid === undefined) return [findingAt(context, owner, at, 'a Sid')];
        if (isHidden(sid) || !LETTERS_AND_DIGITS.test(sid))
          return [findingAt(context, owner, at, 'a Sid of letters and digits', sid)];
        if (seen.has(sid)) return [findingAt(context, owner, at, 'a Sid that the policy has only once', sid)];
        seen.add(sid);
        return [];
      });
    }),
  mutants: [
    { title: 'one statement has none', kind: 'absent', mutate: remove(`${STATEMENTS}.2.Sid`) },
    { title: 'two statements have the same', kind: 'single', mutate: set(`${STATEMENTS}.1.Sid`, 'ReadUploads') },
    { title: 'it has a space', kind: 'boundary', mutate: set(`${STATEMENTS}.1.Sid`, 'Write processed') },
    {
      title: 'it cannot be known',
      kind: 'hidden',
      mutate: hide('UploadBucketPolicy.Properties.PolicyDocument.Statement.0.Sid'),
    },
  ],
};
