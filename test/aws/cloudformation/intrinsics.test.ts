import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { isUnresolved } from '../../../src/aws/cloudformation/path.ts';
import { resolveTemplate } from '../../../src/aws/cloudformation/resolve.ts';
import { pseudo, resolveValue, resolveYaml } from './stack.ts';

const SECTIONS = `
  Other:
    Type: AWS::SQS::Queue
    Properties: { QueueName: q }
  Unknown:
    Type: Foreign::Thing
Parameters:
  Text: { Type: String, Default: hello }
  Number: { Type: Number, Default: 7 }
  List: { Type: CommaDelimitedList, Default: 'a, b ,c' }
  Numbers: { Type: 'List<Number>', Default: '1,2' }
  Secret: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b }
Mappings:
  Sizes: { eu-west-1: { Small: 1, Names: [x, y] } }
Conditions:
  Holds: !Equals [!Ref Number, 7]
  Fails: !Not [!Condition Holds]
`;

const value = (text: string): unknown => {
  const { value, problems } = resolveValue(text, SECTIONS);
  assert.deepEqual(
    problems.filter((problem) => !problem.includes('Systems Manager')),
    [],
  );
  return value;
};

suite('a function gives what CloudFormation gives', () => {
  const cases: [string, unknown][] = [
    ['!Ref Text', 'hello'],
    ['!Ref Number', '7'],
    ['!Ref List', ['a', 'b', 'c']],
    ['!Ref Numbers', ['1', '2']],
    ['!Ref AWS::Region', 'eu-west-1'],
    ['!Ref AWS::NotificationARNs', pseudo.NotificationARNs],
    [
      '!Sub "${Text}-${AWS::AccountId}-${Other.Arn}-${!Text}"',
      'hello-111122223333-arn:aws:sqs:eu-west-1:111122223333:q-${Text}',
    ],
    ['!Sub ["${A}${B}${Text}", {A: !Ref Number, B: true}]', '7truehello'],
    ['!Sub ["${Text}", {Text: own}]', 'own'],
    ['!GetAtt Other.QueueName', 'q'],
    ['{"Fn::GetAtt": "Other.QueueName"}', 'q'],
    ['!Join ["-", [a, !Ref Number, true, !Ref "AWS::NoValue"]]', 'a-7-true'],
    ['!Join ["", !Ref List]', 'abc'],
    ['!Select [1, !Ref List]', 'b'],
    ['!Select ["0", !GetAZs ""]', 'eu-west-1a'],
    ['!GetAZs us-east-1', ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['!GetAZs {Ref: AWS::Region}', ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['!Split [",", "a,,b"]', ['a', '', 'b']],
    ['!Select [2, !Split ["/", "a/b/c"]]', 'c'],
    ['!FindInMap [Sizes, !Ref "AWS::Region", Small]', 1],
    ['!FindInMap [Sizes, eu-west-1, Names]', ['x', 'y']],
    ['{"Fn::Base64": !Sub "${Text}é"}', 'aGVsbG/DqQ=='],
    ['!Cidr [10.0.0.0/16, 2, 8]', ['10.0.0.0/24', '10.0.1.0/24']],
    ['!Cidr ["10.0.0.0/16", "2", "8"]', ['10.0.0.0/24', '10.0.1.0/24']],
    ['!If [Holds, a, !Ref Missing]', 'a'],
    ['!If [Fails, !Ref Missing, {b: [!Ref Number]}]', { b: ['7'] }],
    ['{a: 1, b: !Ref "AWS::NoValue", c: [!If [Fails, x, !Ref "AWS::NoValue"], y]}', { a: 1, c: ['y'] }],
    ['{Ref: a, other: b}', { Ref: 'a', other: 'b' }],
    [
      '{Condition: {Bool: {"aws:SecureTransport": "false"}}}',
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ],
  ];
  for (const [text, expected] of cases) test(text, () => assert.deepEqual(value(text), expected));

  test('!GetAtt with an attribute that is a parameter', () =>
    assert.equal(value('!Select [0, [!GetAtt [Other, !Select [0, [Arn]]]]]'), 'arn:aws:sqs:eu-west-1:111122223333:q'));
});

suite('the functions of AWS::LanguageExtensions', () => {
  const extended = `${SECTIONS}\nTransform: AWS::LanguageExtensions`;
  const cases: [string, unknown][] = [
    ['!Length [!Ref List]', 1],
    ['!Length {Ref: List}', 3],
    ['!ToJsonString {a: !Ref Number, b: [true]}', '{"a":"7","b":[true]}'],
    ['!FindInMap [Sizes, nowhere, Small, {DefaultValue: !Ref Text}]', 'hello'],
  ];
  for (const [text, expected] of cases) {
    test(`${text} is known with the transform`, () => assert.deepEqual(resolveValue(text, extended).value, expected));
    test(`${text} is a problem without it`, () =>
      assert(resolveValue(text, SECTIONS).problems.some((problem) => problem.includes('AWS::LanguageExtensions'))));
  }

  test('Fn::ForEach is a problem that names it, wherever it stands', () => {
    const { problems } = resolveYaml(`
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Topics: [Name, [a, b], { 'Topic\${Name}': { Type: AWS::SNS::Topic } }]
  It: { Type: T, Properties: { 'Fn::ForEach::Names': [Name, [a], {}], Other: 1 } }
Outputs:
  Fn::ForEach::Outs: [Name, [a], {}]
`);
    assert.deepEqual(
      problems.map(({ path, message }) => [path.at(-1), message]),
      ['Topics', 'Names', 'Outs'].map((name) => [
        `Fn::ForEach::${name}`,
        `Expected Fn::ForEach::${name} to be expanded but that is not done here`,
      ]),
    );
  });
});

suite('what cannot be resolved is a problem and a value that cannot be mistaken', () => {
  const cases: [string, string][] = [
    ['!Ref Missing', 'Expected Ref Missing to name a parameter or a resource of the template'],
    ['!Ref AWS::Nonsense', 'Expected Ref AWS::Nonsense to name a parameter or a resource of the template'],
    ['!Ref constructor', 'Expected Ref constructor to name a parameter or a resource of the template'],
    ['!GetAtt Missing.Arn', 'Expected Missing.Arn to name a resource of the template'],
    ['!GetAtt Text.Arn', 'Expected Text.Arn to name a resource of the template'],
    ['!GetAtt Other.Colour', 'Expected an attribute of AWS::SQS::Queue that is known but received Other.Colour'],
    [
      '!GetAtt Other.constructor',
      'Expected an attribute of AWS::SQS::Queue that is known but received Other.constructor',
    ],
    ['!GetAtt Other', 'Expected a logical id and an attribute for Fn::GetAtt but received ["Other",""]'],
    ['!Ref Unknown', 'Expected a resource type whose values are known for Ref Unknown but received Foreign::Thing'],
    ['!Sub "${Missing}x"', 'Expected Ref Missing to name a parameter or a resource of the template'],
    ['!Sub "${List}x"', 'Expected a single value of ${List} for Fn::Sub but received ["a","b","c"]'],
    ['!Sub [a, b, c]', 'Expected text, or a list of text and a map, for Fn::Sub but received ["a","b","c"]'],
    ['!Sub [a, {}, {}]', 'Expected text, or a list of text and a map, for Fn::Sub but received ["a",{},{}]'],
    [
      '!GetAtt [Other, Arn, x]',
      'Expected a logical id and an attribute for Fn::GetAtt but received ["Other","Arn","x"]',
    ],
    ['!Join [a]', 'Expected 2 arguments for Fn::Join but received ["a"]'],
    ['!Join [",", text]', 'Expected a list for Fn::Join but received "text"'],
    ['!Join [",", [[a]]]', 'Expected a list of single values for Fn::Join but received [["a"]]'],
    ['!Select [3, !Ref List]', 'Expected an index from 0 to 2 for Fn::Select but received 3'],
    ['!Select ["", !Ref List]', 'Expected an index from 0 to 2 for Fn::Select but received ""'],
    ['!Select [-1, !Ref List]', 'Expected an index from 0 to 2 for Fn::Select but received -1'],
    ['!Split ["", a]', 'Expected a delimiter that is text for Fn::Split but received ""'],
    [
      '!FindInMap [Sizes, nowhere, Small]',
      'Expected an entry of Mappings for Fn::FindInMap but received ["Sizes","nowhere","Small"]',
    ],
    [
      '!FindInMap [Sizes, eu-west-1, toString]',
      'Expected an entry of Mappings for Fn::FindInMap but received ["Sizes","eu-west-1","toString"]',
    ],
    [
      '!Cidr [10.0.0.0/24, 3, 8]',
      'Expected at most 1 blocks of 256 addresses in 10.0.0.0/24 but received a count of 3',
    ],
    ['!If [Missing, a, b]', 'Expected a condition of the template but received Missing'],
    ['!If [Holds, a]', 'Expected the name of a condition and two values for Fn::If but received ["Holds","a"]'],
    ['!ImportValue network', 'Expected an export that is given for Fn::ImportValue but received "network"'],
    [
      '!Transform {Name: AWS::Include}',
      'Expected a value that can be known here for Fn::Transform but received {"Name":"AWS::Include"}',
    ],
    ['{"Fn::Nonsense": 1}', 'Expected a known intrinsic function but received Fn::Nonsense'],
    ['{"Fn::Sub": a, other: 1}', 'Expected Fn::Sub to stand alone but it has other keys beside it'],
    ['~', 'Expected a value at Resources.It.Properties.Value but received null'],
    [
      '"{{resolve:ssm:/a}}"',
      'Expected a value that can be known but received the dynamic reference {{resolve:ssm:/a}}',
    ],
    [
      '!Sub "{{resolve:ssm:/${Text}}}"',
      'Expected a value that can be known but received the dynamic reference {{resolve:ssm:/hello}}',
    ],
    ['!Base64 {Ref: List}', 'Expected text for Fn::Base64 but received ["a","b","c"]'],
  ];
  for (const [text, expected] of cases)
    test(text, () => {
      const { value, problems } = resolveValue(text, SECTIONS);
      assert(problems.includes(expected), `Expected ${expected} but received ${problems.join('\n')}`);
      assert(isUnresolved(value), `Expected a stand-in but received ${JSON.stringify(value)}`);
    });

  test('it stays visible through other functions, without further problems', () => {
    const through = '!Join ["-", [!Select [0, !Split [",", !Sub "a,${Missing}"]], b]]';
    const { value, problems } = resolveValue(through, SECTIONS);
    assert(isUnresolved(value));
    assert.deepEqual(
      problems.filter((problem) => !problem.includes('Systems Manager')),
      ['Expected Ref Missing to name a parameter or a resource of the template'],
    );
  });

  test('a parameter that is kept in Systems Manager is one problem, and a stand-in where it is used', () => {
    const { value, problems } = resolveValue('[!Ref Secret, !Sub "${Secret}"]', SECTIONS);
    assert.deepEqual(problems, [
      'Expected the value of parameter Secret to be known but it is kept in Systems Manager as /a/b',
    ]);
    assert((value as unknown[]).every(isUnresolved));
  });
});

test('an export that is given is imported', () => {
  const { resources, problems } = resolveYaml(
    'Resources: { It: { Type: T, Properties: { Value: !ImportValue { "Fn::Sub": "${AWS::StackName}-vpc" } } } }',
    {},
    { 'pictures-vpc': 'vpc-1' },
  );
  assert.deepEqual([resources['It']?.Properties, problems], [{ Value: 'vpc-1' }, []]);
});

test('splitting what was joined gives the parts back', () =>
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z ]*$/), { minLength: 1 }),
      fc.constantFrom(',', '::', '|'),
      (parts, delimiter) => {
        const { resources } = resolveTemplate(
          {
            Resources: {
              It: {
                Type: 'T',
                Properties: { Value: { 'Fn::Split': [delimiter, { 'Fn::Join': [delimiter, parts] }] } },
              },
            },
          },
          { parameters: {}, pseudo },
        );
        assert.deepEqual(resources['It']?.Properties['Value'], parts);
      },
    ),
  ));
