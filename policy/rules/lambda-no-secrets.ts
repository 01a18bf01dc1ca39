import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { all, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden, isTrue, isUnknowable, knownMapOf, mapOf } from '../engine/values.ts';

const VARIABLES = 'ImageFunction.Properties.Environment.Variables';

/** Words that name a secret when they are whole words of a variable's name. */
const SECRET_WORDS = [
  'SECRET',
  'PASSWORD',
  'PASSWD',
  'PWD',
  'TOKEN',
  'CREDENTIAL',
  'CREDENTIALS',
  'APIKEY',
  'PASSPHRASE',
];
const SECRET_PAIRS = [
  'API_KEY',
  'ACCESS_KEY',
  'PRIVATE_KEY',
  'SECRET_KEY',
  'AUTH_KEY',
  'SIGNING_KEY',
  'ENCRYPTION_KEY',
];

/** What keys look like: AWS access keys, PEM blocks, tokens of GitHub, Slack, Stripe and JWT, URLs with a password. */
const SECRET_SHAPES = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bgh[opsu]_[A-Za-z0-9]{36,}\b/,
  /\bxox[abp]-[A-Za-z0-9-]{10,}/,
  /\bsk_live_[A-Za-z0-9]{16,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ/,
  /:\/\/[^/\s:@]+:[^/\s:@]+@/,
];

function namesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/);
  const joined = `_${words.join('_')}_`;
  return words.some((word) => SECRET_WORDS.includes(word)) || SECRET_PAIRS.some((pair) => joined.includes(`_${pair}_`));
}

/** A parameter with NoEcho holds a secret; a variable shows it to all that may read the function's configuration. */
const unechoed = ({ template }: RuleContext, written: unknown): boolean =>
  Object.entries(template.Parameters ?? {}).some(
    ([name, { NoEcho }]) => isTrue(NoEcho) && JSON.stringify(written ?? '').includes(`"${name}"`),
  );

export const lambdaNoSecrets: Rule = {
  id: 'LAMBDA-8',
  title: 'No variable of a function holds a secret',
  why: 'Variables are shown to everybody who may look at the function, and stand in the template, in its change sets and in the history of the repository.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-encryption',
    controls: ['CKV_AWS_45', 'cfn-lint W1011', 'cfn-lint W2509', 'KICS 9ecb6b21', 'Well-Architected SEC02-BP03'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) => {
      const place = ['Environment', 'Variables'];
      const written = mapOf(
        mapOf(context.template.Resources[lambda.LogicalId]?.Properties?.['Environment'])['Variables'],
      );
      return [
        ...(isUnknowable(valueAt(lambda, place))
          ? [findingAt(context, lambda, place, 'variables that can be known')]
          : []),
        ...Object.entries(knownMapOf(valueAt(lambda, place))).flatMap(([name, value]) => {
          const path = [...place, name];
          if (namesSecret(name))
            return [findingAt(context, lambda, path, 'no variable that is named for a secret', name)];
          if (isHidden(value)) return [findingAt(context, lambda, path, 'a value that can be known')];
          const looksSecret =
            SECRET_SHAPES.some((shape) => shape.test(String(value))) || unechoed(context, written[name]);
          return looksSecret
            ? [findingAt(context, lambda, path, 'no secret', 'a value that is, or looks like, a secret')]
            : [];
        }),
      ];
    }),
  mutants: [
    { title: 'a variable is named for a password', kind: 'single', mutate: set(`${VARIABLES}.DB_PASSWORD`, 'x') },
    { title: 'a variable is named for a key', kind: 'single', mutate: set(`${VARIABLES}.thumborApiKey`, 'x') },
    { title: 'an access key', kind: 'boundary', mutate: set(`${VARIABLES}.IMAGE_FIT`, 'AKIAIOSFODNN7EXAMPLE') },
    {
      title: 'a URL with a password',
      kind: 'boundary',
      mutate: set(`${VARIABLES}.IMAGE_FIT`, 'https://user:word@example.com'),
    },
    {
      title: 'a parameter that is not echoed',
      kind: 'related',
      mutate: all(set('Parameters.ImageFit.NoEcho', true)),
    },
    {
      title: 'a secret that is read at deployment',
      kind: 'hidden',
      mutate: set(`${VARIABLES}.IMAGE_FIT`, '{{resolve:secretsmanager:images}}'),
    },
    { title: 'the variables cannot be known', kind: 'hidden', mutate: hide(VARIABLES) },
  ],
};
