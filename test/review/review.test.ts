import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { toJson } from '../../src/review/json.ts';
import { type Side, sized } from '../../src/review/side.ts';
import { choose, deploymentOf, FILE, reviewed, roleStatement, setProperty, templateOf } from './reviewed.ts';

const schema = JSON.parse(await readFile('src/review/review.schema.json', 'utf8'));
const validate = new Ajv({ allowUnionTypes: true }).compile(schema);

describe('a review of a change to the committed template', () => {
  test('says in its first lines that a bucket is replaced and a role can do more', async () => {
    const { text, report } = await reviewed((side) => {
      setProperty(side, 'UploadBucket', 'BucketName', 'another-bucket');
      roleStatement(side, 'WriteProcessed').Action = 's3:*';
    });
    const [title, , heading, , update = '', first = '', ...rest] = text.split('\n');
    assert.match(title ?? '', /^## What changes against `base`$/);
    assert.match(heading ?? '', /^\*\*Look at these first\*\* \(update of a running stack 1, data 1, .*permission/);
    assert.match(update, /`UploadBucket`: uploads that wait in the queue are in the old bucket/);
    assert.match(
      first,
      /^- \*\*Data\*\* · `UploadBucket` \(`AWS::S3::Bucket`\) is replaced, because `BucketName` changes/,
    );
    assert.match(first, /the old bucket stays with its objects, outside the stack; the new one is empty/);
    assert.match(
      rest.slice(0, 4).join('\n'),
      /\*\*Permission\*\* · Wider: `ImageFunctionRole`, statement `WriteProcessed`: also allows `s3:\*` \(`\d+` actions\)/,
    );
    assert.deepEqual(
      report.templates[0]?.resources.filter(({ fate }) => fate === 'replaced').map(({ logicalId }) => logicalId),
      ['UploadBucket', 'UploadBucketPolicy'],
    );
  });

  test('says of a replaced queue that its messages are lost, and that processing pauses', async () => {
    const { dangers } = await reviewed((side) => setProperty(side, 'ImageQueue', 'QueueName', 'another-queue'));
    assert.match(dangers[0] ?? '', /Data.*`ImageQueue` .* is replaced.*the messages in it are lost/);
    assert.match(dangers.join('\n'), /Replacement.*`ImageQueueMapping`.*processing pauses/);
  });

  test('follows a replacement to all that refers to it, in one line', async () => {
    const { text } = await reviewed((side) => setProperty(side, 'Vpc', 'CidrBlock', '10.1.0.0/24'));
    assert.match(text, /Replacement\*\* · `Vpc` \(`AWS::EC2::VPC`\) is replaced.*because `CidrBlock` changes/);
    assert.match(text, /- Because of that, also replaced: `SubnetA`, `SubnetB`, `RouteTable`,.*`S3Endpoint`/);
    assert.match(text, /- Because of that, also changed: `ImageFunction`/);
  });

  test('tells what goes away by a choice, with what it can reach then', async () => {
    const { dangers } = await reviewed((side) => {
      choose(side, { networkAccess: 'internet' });
    });
    assert.match(dangers[0] ?? '', /Removal\*\* · Removed: `Vpc`, `SubnetA`, .*`ImageFunctionSecurityGroup`$/);
    assert.match(dangers.join('\n'), /Wider: `ImageFunction`: gone, its own network/);
  });

  test('says that CloudFormation refuses to replace a resource under the same name', async () => {
    const { dangers } = await reviewed((side) => setProperty(side, 'ImageQueue', 'FifoQueue', true));
    assert.match(
      dangers.join('\n'),
      /Update of a running stack\*\* · `ImageQueue`: .* refuses two with `QueueName .*-image-queue`/,
    );
  });

  test('says what becomes of a removed bucket, by its deletion policy', async () => {
    const without = async (policy: string) => {
      const { dangers } = await reviewed(
        (side) => {
          delete templateOf(side).Resources['ProcessedBucket'];
        },
        {
          from(side) {
            const bucket = templateOf(side).Resources['ProcessedBucket'];
            if (bucket) bucket.DeletionPolicy = policy;
          },
        },
      );
      return dangers[0] ?? '';
    };
    assert.match(await without('Retain'), /is removed: the bucket stays with its objects, outside the stack$/);
    assert.match(await without('Delete'), /is removed: the bucket is deleted if it is empty/);
  });

  test('says that a bucket loses its protection against deletion', async () => {
    const { dangers } = await reviewed((side) => {
      const bucket = templateOf(side).Resources['ProcessedBucket'];
      if (bucket) bucket.UpdateReplacePolicy = 'Delete';
    });
    assert.match(dangers[0] ?? '', /Data.*`ProcessedBucket`.*from now on a replacement deletes it/);
  });

  test('tells a narrower permission, but not among the dangers', async () => {
    const { text, dangers } = await reviewed((side) => {
      roleStatement(side, 'ConsumeQueue').Action = ['sqs:DeleteMessage', 'sqs:ReceiveMessage'];
    });
    assert.deepEqual(
      dangers.filter((line) => line.includes('Permission')),
      [],
    );
    assert.match(
      text,
      /\*\*Permissions that are narrower\*\*\n\n- `ImageFunctionRole`, statement `ConsumeQueue`: no longer allows `sqs:GetQueueAttributes`/,
    );
  });

  test('says that a removed alarm tells nobody, and names the rules that find it missing', async () => {
    const { dangers } = await reviewed((side) => {
      delete templateOf(side).Resources['DeadLetterQueueAlarm'];
    });
    assert.match(dangers[0] ?? '', /Removal\*\* · `DeadLetterQueueAlarm` .* is removed: nobody is told any more/);
    assert.match(dangers.join('\n'), /Finding\*\* · New, `ALARM-\d+`: /);
  });

  test('tells a new default with the environments that take it, and that existing stacks keep their value', async () => {
    const { text, report } = await reviewed((side) => {
      const parameter = templateOf(side).Parameters?.['MemorySize'];
      if (parameter) parameter.Default = 1024;
      deploymentOf(side, 'staging').parameters['MemorySize'] = '512';
    });
    assert.match(text, /- `MemorySize`: `Default` `512` → `1024`/);
    assert.match(text, /- `production`: `MemorySize` `512` → `1024` \(the default\)/);
    assert.doesNotMatch(text, /- `staging`: `MemorySize`/);
    assert.match(text, /An unmentioned parameter keeps its previous value on an existing stack/);
    assert.match(text, /`production`: `\$[\d.]+` → `\$[\d.]+` a month \(Lambda `\+\$0\.67`\)/);
    assert.deepEqual(report.dangers, []);
    assert.match(text, /^Nothing dangerous found/m);
  });

  test('tells the value of a deployment with what it does there, and there alone', async () => {
    const { text, dangers } = await reviewed((side) => {
      deploymentOf(side, 'production').parameters['LogRetentionDays'] = '7';
      deploymentOf(side, 'production').tags['owner'] = 'images';
    });
    assert.match(
      dangers[0] ?? '',
      /Data\*\* · `ImageFunctionLogGroup` .* changes \(in `production`\): log lines are deleted after `7` days \(before: `90`\)/,
    );
    assert.match(text, /- `production`: `LogRetentionDays` `90` → `7`\n/);
    assert.match(text, /- `production`: tag `owner` `nothing` → `images`/);
    assert.doesNotMatch(text, /An unmentioned parameter/);
  });

  test('says what cannot be deployed, and which deployments are new or gone', async () => {
    const { text, dangers } = await reviewed((side) => {
      deploymentOf(side, 'production').parameters['MemorySize'] = '1';
      side.deployments = side.deployments.filter(({ name }) => name !== 'staging');
      side.deployments.push({ ...deploymentOf(side, 'production'), name: 'test', parameters: { BatchSize: '1' } });
    });
    assert.match(dangers.join('\n'), /Removal\*\* · Deployment `staging` is gone/);
    assert.match(dangers.join('\n'), /Deployment fails\*\* · `production` cannot be deployed: `.*Expected MemorySize/);
    assert.match(text, /- `test` \(new\): `BatchSize` `1`/);
    assert.match(text, /- `test`: `\$[\d.]+` a month \(new\)/);
  });

  test('tells a new finding with its rule and place, and one that is waived as such', async () => {
    const { dangers, report } = await reviewed((side) =>
      setProperty(side, 'UploadBucket', 'PublicAccessBlockConfiguration', undefined),
    );
    assert.match(
      dangers.join('\n'),
      /Permission\*\* · Wider: `UploadBucket`: gone, public access block `BlockPublicAcls`/,
    );
    assert.match(dangers.join('\n'), /Finding\*\* · New, `S3-\d+`: `.+`\. At `Resources\.UploadBucket.*`, line `\d+`/);
    assert.equal(report.templates[0]?.findings.before, 0);
  });

  test('says in one line that nothing changed', async () => {
    const { text, report } = await reviewed(() => {});
    assert.equal(text, `No change against \`base\`: 1 template, ${report.compared.deployments.length} deployments.`);
  });

  test('tells a new template in short', async () => {
    const { text } = await reviewed((side) => {
      const source = side.templates[FILE];
      if (source) side.templates['templates/second.yaml'] = source;
    });
    assert.match(text, /Permission\*\* · `templates\/second\.yaml` is new, and allows something `\d+` times/);
    assert.match(text, /### `templates\/second\.yaml`, new/);
  });

  test('names of a change reach Markdown only inside code spans', async () => {
    const name = 'x`@team <img src=//e.test> [a](b)\n# Title';
    const { text } = await reviewed((side) => {
      const { Resources, Parameters = {} } = templateOf(side);
      Resources[name] = { Type: 'AWS::S3::Bucket`<b>@team', Properties: { BucketName: name, [name]: name } };
      Parameters[name] = { Type: 'String', Default: name };
      deploymentOf(side, 'staging').tags[name] = name;
    });
    const outside = text.replace(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
    assert.doesNotMatch(outside, /[<@[]/);
    assert.doesNotMatch(text, /^# Title/m);
  });

  test('JSON has the documented shape, whatever changed', async () => {
    const changes: Parameters<typeof reviewed>[0][] = [
      () => {},
      (side) => setProperty(side, 'ImageQueue', 'FifoQueue', true),
      (side) => {
        delete templateOf(side).Resources['ProcessedBucket'];
        deploymentOf(side, 'staging').parameters['Nonsense'] = '1';
        side.deployments = side.deployments.filter(({ name }) => name !== 'production');
      },
      (side) => {
        side.templates = {};
      },
    ];
    for (const change of changes) {
      const { report } = await reviewed(change);
      const value = JSON.parse(toJson(report));
      assert.ok(validate(value), JSON.stringify(validate.errors, null, 2));
    }
    assert.equal(validate({ changed: 'yes' }), false);
  });

  test('counts how many single changes the rules catch, when the template changed', async () => {
    const log = (properties: string) => (side: Side) => {
      const text = `Resources:\n  Log:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Delete\n    UpdateReplacePolicy: Delete\n    Properties: { ${properties} }\n`;
      side.templates = { 'templates/log.yaml': sized(text, 'templates/log.yaml') };
    };
    const { text, report } = await reviewed(log('RetentionInDays: 30, LogGroupClass: STANDARD'), {
      score: true,
      from: log('LogGroupClass: STANDARD'),
    });
    assert.deepEqual(report.templates[0]?.score, {
      after: {
        caught: 6,
        all: 8,
        uncaught: ['remove Resources.Log', 'remove Resources.Log.Properties.LogGroupClass'],
      },
    });
    assert.match(text, /Single changes that the rules catch: none, while a rule finds something → `6` of `8`/);
  });
});

test('findings take a line only where there are any', async () => {
  const days = (value: string) => (side: Parameters<typeof deploymentOf>[0]) => {
    deploymentOf(side, 'production').parameters['LogRetentionDays'] = value;
  };
  assert.doesNotMatch((await reviewed(days('30'))).text, /Findings/);
  assert.match((await reviewed(days('31'))).text, /Findings: `0` → `[1-9]/);
});
