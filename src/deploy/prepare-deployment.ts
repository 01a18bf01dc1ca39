/**
 * `npm run prepare-deployment` writes everything that the jobs with a role need into dist/deployment, so that they run no code
 * of this repository: zip, bill of materials, template, a request for each environment, a test image.
 */

import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { readTemplate } from '../aws/cloudformation/read.ts';
import { findDeployment } from '../pipeline/deployment.ts';
import { FileError } from '../shared/file-error.ts';
import { writeOut } from '../shared/write-out.ts';
import { changeSetInput } from './change-set-input.ts';
import type { EnvironmentSettings } from './environments.ts';

const USAGE = `Usage: SETTINGS=JSON npm run prepare-deployment [-- --review]
SETTINGS: the environments by name, as \`node src/deploy/environments.ts\` prints them.
--review: for the change set of a pull request, which keeps the code that the stack has.`;

const OUT = 'dist/deployment';

/** Parameters of the pipeline that the bootstrap decides; a template without one of them is not given it. */
function fromBootstrap(settings: EnvironmentSettings, known: Readonly<Record<string, unknown>>): string[] {
  const values = {
    ArtifactBucket: settings.ArtifactBucketName,
    PermissionsBoundaryArn: settings.PermissionsBoundaryArn,
    AlarmKeyArn: settings.AlarmKeyArn,
  };
  return Object.entries(values).flatMap(([name, value]) => (value && name in known ? [`${name}=${value}`] : []));
}

/** The zip of the handler and what lies beside it. Throws FileError where there is not exactly one. */
async function zipFile(): Promise<string> {
  const files = (await readdir('dist').catch(() => [])).filter((name) => /^handler-[0-9a-f]{64}\.zip$/.test(name));
  const [file] = files;
  if (file && files.length === 1) return path.join('dist', file);
  throw new FileError(`Expected one zip of the handler in dist but received ${files.length}: npm run bundle`);
}

await writeOut(async () => {
  const { values } = parseArgs({ options: { review: { type: 'boolean', default: false } } });
  const { SETTINGS } = process.env;
  if (!SETTINGS) throw new Error('Expected SETTINGS');
  const environments = Object.entries(JSON.parse(SETTINGS) as Record<string, EnvironmentSettings>);
  const zip = values.review ? undefined : await zipFile();
  const prefix = values.review ? 'review' : 'templates';
  const documents: Record<string, unknown> = {};
  const warnings: string[] = [];
  const templates = new Map<string, string>();
  for (const [environment, settings] of environments) {
    const { templateFilePath } = await findDeployment('templates/deployments', environment);
    const { template } = await readTemplate(templateFilePath);
    const hash = createHash('sha256')
      .update(await readFile(templateFilePath))
      .digest('hex');
    const made = await changeSetInput({
      ...{ deployment: environment, stack: settings.PipelineStackName, zip },
      // The job gives the name; and the type where the stack is not there yet.
      ...{ name: values.review ? 'pull-request' : 'main', type: 'UPDATE' },
      ...(!values.review && { roleArn: settings.ServiceRoleArn }),
      parameter: fromBootstrap(settings, template.Parameters ?? {}),
      previous: values.review ? ['ArtifactKey'] : [],
      templateUrl: `${settings.ArtifactBucketUrl}/${prefix}/${hash}.yaml`,
    });
    documents[path.join(OUT, `${environment}.json`)] = made.document;
    templates.set(path.join(OUT, `${hash}.yaml`), templateFilePath);
    warnings.push(...made.warnings);
  }
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  for (const [to, from] of templates) await copyFile(from, to);
  await copyFile(path.join(import.meta.dirname, 'change-set.jq'), path.join(OUT, 'change-set.jq'));
  if (zip !== undefined) {
    await copyFile(zip, path.join(OUT, 'handler.zip'));
    await copyFile(zip.replace(/zip$/, 'cdx.json'), path.join(OUT, 'handler.cdx.json'));
    const image = sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } });
    await writeFile(path.join(OUT, 'smoke-test.png'), await image.png().toBuffer());
  }
  return { documents, warnings };
}, USAGE);
