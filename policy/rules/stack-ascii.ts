import { set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { nodesIn } from '../engine/walk.ts';

/** The first character of a text that is not ASCII. */
const foreign = (text: string): string | undefined => /[^\t\n\r -~]/u.exec(text)?.[0];

export const stackAscii: Rule = {
  id: 'STACK-20',
  title: 'Every text of the template is ASCII',
  why: 'CloudFormation may keep a question mark for any other character: what runs is then not what was reviewed, and each search for drift finds a difference that nothing can mend.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html',
    controls: ['Well-Architected OPS05-BP05'],
  },
  check: ({ template }) =>
    checkEach(nodesIn(template), ({ path, value }) => {
      const names = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
      const found = [...names, ...(typeof value === 'string' ? [value] : [])].flatMap((text) => foreign(text) ?? []);
      return found.slice(0, 1).map((character) => ({
        path,
        expected: 'ASCII',
        received: `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`,
      }));
    }),
  mutants: [
    {
      title: 'a description has an arrow',
      kind: 'boundary',
      mutate: set('ImageFunction.Properties.Description', 'upload → image'),
    },
    {
      title: 'a name has an umlaut',
      kind: 'single',
      mutate: set('ImageFunctionLogGroup.Properties.LogGroupName', '/aws/lambda/verkäufe'),
    },
  ],
};
