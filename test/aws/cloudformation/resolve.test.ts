import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isUnresolved } from '../../../src/aws/cloudformation/path.ts';
import { parseTemplate } from '../../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../../src/aws/cloudformation/resolve.ts';
import { pseudo, resolveYaml } from './stack.ts';

const messages = (text: string, parameters: Record<string, string> = {}): string[] =>
  resolveYaml(text, parameters).problems.map(({ message }) => message);

test('a resource is resolved whole', () =>
  assert.deepEqual(
    resolveYaml(`
Parameters: { Days: { Type: Number, Default: 3 } }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Retain
    DependsOn: Queue
    Metadata: { Why: !Sub 'for \${AWS::StackName}' }
    Properties: { Days: !Ref Days, Number: 3, Version: 2012-10-17 }
  Queue: { Type: AWS::SQS::Queue }
Outputs: { Name: { Value: !Ref Bucket } }
`).resources['Bucket'],
    {
      LogicalId: 'Bucket',
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      DependsOn: ['Queue'],
      Metadata: { Why: 'for pictures' },
      Properties: { Days: '3', Number: 3, Version: '2012-10-17' },
    },
  ));

suite('parameters', () => {
  const text = `
Parameters:
  Required: { Type: String }
  Default: { Type: Number, Default: 10 }
  Empty: { Type: CommaDelimitedList, Default: '' }
  Flag: { Type: String, Default: true }
Resources: { It: { Type: T, Properties: { Value: !Ref Required, Also: !Sub 'x\${Required}' } } }
`;
  test('given values come before defaults, as text or lists', () =>
    assert.deepEqual(resolveYaml(text, { Required: 'a', Default: '0' }).parameters, {
      Required: 'a',
      Default: '0',
      Empty: [''],
      Flag: 'true',
    }));
  test('one that is missing is one problem, and a stand-in where it is used', () => {
    const { problems, resources, parameters } = resolveYaml(text);
    assert.deepEqual(problems, [
      {
        path: ['Parameters', 'Required'],
        message: 'Expected a value for parameter Required, which has no default, but received none',
      },
    ]);
    assert(Object.values(resources['It']?.Properties ?? {}).every(isUnresolved));
    assert(!('Required' in parameters));
  });
  test('one that the template does not have is a problem', () =>
    assert.deepEqual(messages(text, { Required: 'a', Other: 'b' }), [
      'Expected a parameter of the template but received Other',
    ]));
});

suite('conditions', () => {
  const text = `
Parameters: { Network: { Type: String, Default: isolated } }
Conditions: { Isolated: !Equals [!Ref Network, isolated] }
Resources:
  Group: { Type: AWS::EC2::SecurityGroup, Condition: Isolated, Properties: { VpcId: vpc-1 } }
  Function:
    Type: AWS::Lambda::Function
    DependsOn: [Group]
    Properties:
      VpcConfig: !If [Isolated, { SecurityGroupIds: [!GetAtt Group.GroupId] }, !Ref AWS::NoValue]
      Layers: [!If [Isolated, one, !Ref AWS::NoValue], two]
Outputs:
  GroupId: { Condition: Isolated, Value: !Ref Group }
  Name: { Value: !Ref Function, Export: { Name: !Sub '\${AWS::StackName}-name' } }
`;
  test('that hold keep their resources, outputs and branches', () => {
    const { resources, outputs, problems } = resolveYaml(text);
    assert.deepEqual(
      [Object.keys(resources), Object.keys(outputs), problems],
      [['Group', 'Function'], ['GroupId', 'Name'], []],
    );
    assert.deepEqual(Object.keys(resources['Function']?.Properties ?? {}), ['VpcConfig', 'Layers']);
    assert.deepEqual(resources['Function']?.DependsOn, ['Group']);
  });
  test('that do not hold drop them, also from DependsOn', () => {
    const { resources, outputs, problems } = resolveYaml(text, { Network: 'internet' });
    assert.deepEqual([Object.keys(resources), Object.keys(outputs), problems], [['Function'], ['Name'], []]);
    assert.deepEqual(resources['Function']?.Properties, { Layers: ['two'] });
    assert.deepEqual(resources['Function']?.DependsOn, []);
  });
  test('a reference from an active resource to one that is not is a problem with its path', () => {
    const broken = text.replace(
      '!If [Isolated, { SecurityGroupIds: [!GetAtt Group.GroupId] }, !Ref AWS::NoValue]',
      '!GetAtt Group.GroupId',
    );
    assert.deepEqual(messages(broken), []);
    assert.deepEqual(resolveYaml(broken, { Network: 'internet' }).problems, [
      {
        path: ['Resources', 'Function', 'Properties', 'VpcConfig', 'Fn::GetAtt'],
        message: 'Expected Group.GroupId to exist but its condition Isolated is false',
      },
    ]);
  });
});

suite('problems', () => {
  test('carry the path in the template, through its functions', () => {
    const file = parseTemplate(
      'Resources:\n  It:\n    Type: T\n    Properties:\n      Value: !Join\n        - ","\n        - - a\n          - !Sub\n            - ${B}\n            - B: !Ref Missing\n',
      'test.yaml',
    );
    const [problem, ...others] = resolveTemplate(file.template, { parameters: {}, pseudo }).problems;
    assert.deepEqual(others, []);
    assert.deepEqual(problem?.path, [
      'Resources',
      'It',
      'Properties',
      'Value',
      'Fn::Join',
      1,
      1,
      'Fn::Sub',
      1,
      'B',
      'Ref',
    ]);
    assert.equal(file.lineOf(problem?.path ?? []), 10);
  });
  test('a name that needs itself is one', () => {
    const found = messages(
      'Resources: { A: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "${A.QueueName}-x" } } }',
    );
    assert(
      found.some((message) => message === 'Expected Resources.A.Properties.QueueName not to depend on itself'),
      found.join('\n'),
    );
  });
  test('a macro is one', () =>
    assert.deepEqual(
      messages('Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources: { A: { Type: T } }'),
      ['Expected a template without transforms but received "AWS::Serverless-2016-10-31"'],
    ));
  test('DependsOn to nothing is one', () =>
    assert.deepEqual(messages('Resources: { A: { Type: T, DependsOn: [B] } }'), [
      'Expected DependsOn to name a resource but received B',
    ]));
  test('a name that is a list is one, not a derived name', () =>
    assert.deepEqual(
      messages(
        'Resources: { A: { Type: AWS::S3::Bucket, Properties: { BucketName: [a] } }, B: { Type: T, Properties: { C: !Ref A } } }',
      ),
      ['Expected a single value for Resources.A.Properties.BucketName but received ["a"]'],
    ));
  test('in an output or its export is one', () =>
    assert.deepEqual(
      messages('Resources: { A: { Type: T } }\nOutputs: { B: { Value: !Ref C, Export: { Name: !Ref D } } }'),
      [
        'Expected Ref C to name a parameter or a resource of the template',
        'Expected Ref D to name a parameter or a resource of the template',
      ],
    ));
});

test('a resolved path is led back to the template, through Fn::If and items that were left out', () => {
  const { originOf } = resolveYaml(`
Conditions: { Never: !Equals [a, b] }
Resources:
  It:
    Type: T
    Properties:
      Rules:
        - !If [Never, { Id: one }, !Ref AWS::NoValue]
        - Id: two
        - !If [Never, x, { Id: three, Days: [1, 2] }]
`);
  const at = ['Resources', 'It', 'Properties', 'Rules'];
  assert.deepEqual(originOf([...at, 0, 'Id']), [...at, 1, 'Id']);
  assert.deepEqual(originOf([...at, 1, 'Days', 1]), [...at, 2, 'Fn::If', 2, 'Days', 1]);
  assert.deepEqual(originOf([...at, 1, 'Missing']), [...at, 2]);
  assert.deepEqual(originOf(['Resources', 'It', 'Type']), ['Resources', 'It', 'Type']);
});

test('the template is left as it was', () => {
  const { template } = parseTemplate(
    'Resources: { A: { Type: T, Properties: { B: [!Ref AWS::NoValue, !Ref AWS::Region] } } }',
    'test.yaml',
  );
  const before = structuredClone(template);
  resolveTemplate(template, { parameters: {}, pseudo });
  assert.deepEqual(template, before);
});
