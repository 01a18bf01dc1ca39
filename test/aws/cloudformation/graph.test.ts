import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { creationOrder, dependencies, findCycle } from '../../../src/aws/cloudformation/graph.ts';
import { resolveYaml } from './stack.ts';

const graph = (edges: Record<string, string[]>): Map<string, Set<string>> =>
  new Map(Object.entries(edges).map(([id, needed]) => [id, new Set(needed)]));

test('Ref, Fn::GetAtt, Fn::Sub and DependsOn make dependencies, in active branches alone', () => {
  const resolved = resolveYaml(`
Conditions: { Never: !Equals [a, b] }
Resources:
  A: { Type: AWS::SQS::Queue }
  B: { Type: AWS::SQS::Queue }
  C: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref D } }
  D: { Type: AWS::SNS::Topic }
  E: { Type: AWS::SQS::Queue }
  It:
    Type: T
    DependsOn: E
    Properties:
      Ref: [!Ref A]
      GetAtt: !GetAtt B.Arn
      Sub: !Sub ['\${C.Arn}\${Own}\${!E}', { Own: x }]
      If: !If [Never, !Ref D, nothing]
`);
  assert.deepEqual(dependencies(resolved), graph({ A: [], B: [], C: ['D'], D: [], E: [], It: ['A', 'B', 'C', 'E'] }));
});

test('a cycle is found and named all the way round', () => {
  const edges = graph({ A: ['B'], B: ['C'], C: ['D', 'B'], D: [] });
  assert.deepEqual(findCycle(edges), ['B', 'C', 'B']);
  assert.throws(() => creationOrder(edges), { message: 'Expected no circular dependency but received B → C → B' });
});

test('a resource that needs itself is a cycle', () => assert.deepEqual(findCycle(graph({ A: ['A'] })), ['A', 'A']));

test('the bucket that its queue policy names is a cycle', () => {
  const resolved = resolveYaml(`
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DependsOn: Policy
    Properties: { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: !GetAtt Queue.Arn }] } }
  Queue: { Type: AWS::SQS::Queue }
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties: { Queues: [!Ref Queue], PolicyDocument: { Statement: [{ Condition: { ArnEquals: { 'aws:SourceArn': !GetAtt Bucket.Arn } } }] } }
`);
  assert.deepEqual(findCycle(dependencies(resolved)), ['Bucket', 'Policy', 'Bucket']);
});

test('in a graph without a cycle every resource comes once, after all that it needs', () =>
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 30 }), (needs) => {
      // Each needs only ones of a lower number, so there is no cycle; they are listed backwards.
      const edges = graph(
        Object.fromEntries(
          needs.map((some, at) => [`R${at}`, some.filter(() => at > 0).map((n) => `R${n % at}`)]).reverse(),
        ),
      );
      assert.equal(findCycle(edges), undefined);
      const order = creationOrder(edges);
      assert.deepEqual([...order].sort(), [...edges.keys()].sort());
      for (const [id, needed] of edges) for (const other of needed) assert(order.indexOf(other) < order.indexOf(id));
    }),
  ));
