import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deployed } from '../../src/review/review-template.ts';
import { sized } from '../../src/review/side.ts';
import { tokensIn } from '../../src/review/words.ts';

const TEMPLATE = `
Parameters:
  Stage: { Type: String, Default: test }
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Other:
    Type: AWS::SQS::Queue
    Properties:
      A: !Ref Queue
      B: !GetAtt Queue.Arn
      C: !Sub '\${Queue.Arn}/\${Stage}/\${AWS::AccountId}/\${!Queue}'
      D: !Sub ['\${Queue}-\${Own}', { Own: !Ref Queue, Queue: own }]
      E: !Join ['-', [!Ref Queue, !Ref Stage]]
      F: { Ref: AWS::NoValue }
`;

describe('a deployed template', () => {
  const { resolved } = deployed(sized(TEMPLATE, 't.yaml'), 'live', { Stage: 'live' });

  test('has parameters filled in, and references to resources as text', () => {
    assert.deepEqual(resolved.resources['Other']?.Properties, {
      A: '${Queue}',
      B: '${Queue.Arn}',
      C: '${Queue.Arn}/live/${AWS::AccountId}/${Queue}',
      D: 'own-${Queue}',
      E: '${Queue}-live',
    });
    assert.deepEqual(resolved.problems, []);
  });

  test('names the resources that a value refers to', () => {
    assert.deepEqual(tokensIn(['${Queue.Arn}/*', { a: '${Queue}', b: '${Bucket}' }, '${AWS::Region}']), [
      'Queue',
      'Bucket',
    ]);
  });
});
