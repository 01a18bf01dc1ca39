import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parse } from 'yaml';
import { planRun } from '../../../src/local/deploy/plan.ts';
import { openOutFolder } from '../../../src/local/report/out-folder.ts';
import { run } from '../../../src/local/run.ts';
import type { Authorization } from '../../../src/local/services/authorization.ts';
import { startEndpoints } from '../../../src/local/services/endpoints.ts';
import { LOCAL_REGION } from '../../../src/pipeline/local-stack.ts';
import type { Input } from '../../../src/shared/upload-files.ts';
import { CLEAR, drawBmp, drawGif, drawJpeg, drawPng, drawWebp, QUARTERS } from '../../pictures.ts';

type Statement = { Sid: string; Action: string | string[] };
type Template = { Resources: Record<string, { Properties: Record<string, unknown> }> };

const TEMPLATE = 'templates/image-pipeline.yaml';
const committed: Template = parse(await readFile(TEMPLATE, 'utf8'));

/** The statements of the function's role; those on a condition stand in an Fn::If. */
function statementsOf(template: Template): Statement[] {
  const [policy] = (template.Resources['ImageFunctionRole']?.Properties['Policies'] ?? []) as {
    PolicyDocument: { Statement: (Statement | { 'Fn::If': [string, Statement, unknown] })[] };
  }[];
  return (policy?.PolicyDocument.Statement ?? []).map((each) => ('Fn::If' in each ? each['Fn::If'][1] : each));
}

const actionsOf = ({ Action }: Statement): string[] => [Action].flat();
const isAllow = ({ Sid }: Statement): boolean => !Sid.startsWith('Deny');

/** One small picture of each format, one with a name that is awkward in a URL, and one corrupt file. */
async function drawInputs(folder: string): Promise<Input[]> {
  const size = { width: 40, height: 30 };
  const photo = await drawJpeg(size);
  const files = {
    'photo.jpg': photo,
    'clear.png': await drawPng(size, { ...QUARTERS, topLeft: CLEAR }),
    'ball.gif': await drawGif(size, 3),
    'waves.webp': await drawWebp(size),
    'paper scan.bmp': drawBmp(size),
    'Grüße aus Zürich + Köln.jpg': photo,
    'truncated.jpg': photo.subarray(0, photo.length / 2),
  };
  return Promise.all(
    Object.entries(files).map(async ([key, bytes]) => {
      const file = join(folder, key);
      await writeFile(file, bytes);
      return { file, key, size: bytes.length };
    }),
  );
}

suite('the permissions of the committed template', () => {
  let folder: string;
  /** What a run over all features asked, to be asked again of a changed template. */
  const asked: ((authorization: Authorization) => string | undefined)[] = [];
  let authorization: Authorization;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'permissions-'));
    const plan = await planRun('staging', undefined, LOCAL_REGION);
    authorization = plan.authorization;
    const recording: Authorization = {
      ...authorization,
      s3: (request) => ask((judge) => judge.s3(request)),
      queue: (request) => ask((judge) => judge.queue(request)),
      notification: (notification) => ask((judge) => judge.notification(notification)),
    };
    function ask(question: (judge: Authorization) => string | undefined) {
      asked.push(question);
      return question(authorization);
    }
    const endpoints = await startEndpoints(0, recording);
    const inputs = await drawInputs(folder);
    const isGood = await run({
      plan,
      endpoints,
      inputs,
      out: await openOutFolder(join(folder, 'out')),
      realTime: false,
      output: new PassThrough(),
      signal: new AbortController().signal,
      // The scan becomes a photograph, so that its rendition of before has to go.
      async afterwards(_, { uploadBucket: Bucket, processedBucket, messagesLeft }) {
        const [photo, scan] = ['.jpg', '.bmp'].map((end) => inputs.find(({ key }) => key.endsWith(end)));
        assert.ok(photo && scan);
        await endpoints.s3.send(new PutObjectCommand({ Bucket, Key: scan.key, Body: await readFile(photo.file) }));
        const older = new HeadObjectCommand({ Bucket: processedBucket, Key: `processed/${scan.key}.jpg` });
        const isThere = () =>
          endpoints.s3.send(older).then(
            () => true,
            () => false,
          );
        while ((await isThere()) || (await messagesLeft()) > 0) await sleep(50);
      },
    });
    await endpoints.close();
    assert.ok(isGood);
  });
  after(() => rm(folder, { recursive: true }));

  /** The judge of the committed template with a change in the role. */
  async function changed(change: (statements: Statement[]) => void): Promise<Authorization> {
    const template = structuredClone(committed);
    change(statementsOf(template));
    const file = join(folder, 'changed.json');
    await writeFile(file, JSON.stringify(template));
    return (await planRun('staging', file, LOCAL_REGION)).authorization;
  }

  test('allow every call of a run', () => {
    assert.deepEqual(authorization.denials(), []);
  });

  test('grant nothing that no call uses', () => {
    const unused = authorization.unusedGrants().map(({ statement, action }) => `${action} of ${statement.sid}`);
    assert.deepEqual(unused, [], `Expected every grant to be used, or it is too much: ${unused.join(', ')}`);
  });

  for (const [index, statement] of statementsOf(committed).entries()) {
    if (!isAllow(statement)) continue;
    for (const action of actionsOf(statement)) {
      test(`are too narrow without ${action} of ${statement.Sid}, and that is said in words`, async () => {
        const lacking = changed((statements) => {
          const own = statements[index];
          // Something has to stand there, and this is harmless.
          if (own) own.Action = [...actionsOf(own).filter((each) => each !== action), 's3:GetAccountPublicAccessBlock'];
        });
        const words = await lacking.then(
          (judge) => {
            for (const question of asked) question(judge);
            return judge.denials().map(({ sentence }) => sentence);
          },
          (error: Error) => [error.message],
        );
        assert.ok(
          words.some((sentence) => sentence.includes(`No statement of ImageFunctionRole allows ${action} on arn:`)) ||
            words.some((sentence) => sentence.includes(`No statement of ImageFunctionRole allows ${action} on *`)),
          words.join('\n') || 'nothing was denied',
        );
      });
    }
  }

  for (const action of ['s3:DeleteObjectVersion', 's3:PutObjectAcl', 's3:GetObjectTagging', 'sqs:SendMessage']) {
    test(`are too wide with ${action}`, async () => {
      const judge = await changed((statements) => {
        const own = statements.find(({ Sid }) => Sid === (action.startsWith('s3') ? 'WriteProcessed' : 'ConsumeQueue'));
        if (own) own.Action = [...actionsOf(own), action];
      });
      for (const question of asked) question(judge);
      assert.deepEqual(
        judge.unusedGrants().map((grant) => grant.action),
        [action],
      );
    });
  }
});
