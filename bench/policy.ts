/**
 * `node bench/policy.ts`: how long the policies take, in one process after a first round that loads everything. The
 * medians of the two tell how many judgements of the committed template fit into one sweep of its changes.
 */

import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { configurationOf } from '../policy/engine/configuration.ts';
import { judge } from '../policy/engine/judge.ts';
import { rules as allRules } from '../policy/rules/all-rules.ts';
import { sweep } from '../policy/score/sweep.ts';
import { readTemplate } from '../src/aws/cloudformation/read.ts';
import { findDeployment, listDeployments } from '../src/pipeline/deployment.ts';

const FILE = 'templates/image-pipeline.yaml';
const FOLDER = 'templates/deployments';

async function median(rounds: number, work: () => Promise<unknown> | unknown): Promise<number> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

const source = { ...(await readTemplate(FILE)), bytes: (await stat(FILE)).size };
const deployments = await Promise.all((await listDeployments(FOLDER)).map((name) => findDeployment(FOLDER, name)));
const settings = [
  configurationOf(source.template, 'defaults', {}),
  ...deployments.map(({ name, parameters }) => configurationOf(source.template, name, parameters)),
];

const rules = await median(11, () => judge(source, settings, allRules));
const changes = await median(3, () => sweep(source));
console.log(`all rules on ${settings.length} settings of ${FILE}: ${rules.toFixed(0)} ms`);
console.log(`the sweep of its changes: ${(changes / 1000).toFixed(1)} s, ${Math.round(changes / rules)} times as long`);
