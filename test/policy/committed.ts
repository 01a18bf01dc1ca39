import { readFile } from 'node:fs/promises';
import { type Configuration, configurationOf } from '../../policy/engine/configuration.ts';
import { parseTemplate, type Source } from '../../src/aws/cloudformation/read.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { findDeployment } from '../../src/pipeline/deployment.ts';
import { remembered } from '../../src/shared/memoize.ts';

async function read(name: string): Promise<Source & { bytes: number }> {
  const file = `templates/${name}`;
  const text = await readFile(file, 'utf8');
  return { ...parseTemplate(text, file), bytes: Buffer.byteLength(text) };
}

const sources = new Map<string, ReturnType<typeof read>>();

/** A committed template, read once. */
export const committed = (name = 'image-pipeline.yaml'): ReturnType<typeof read> => remembered(sources, name, read);

const settings = new WeakMap<Template, Map<string, Promise<Configuration>>>();

/** The configuration of a deployment for a template, or that of its defaults; made once for each template. */
export function configurationFor(template: Template, deployment = 'defaults'): Promise<Configuration> {
  const made = remembered(settings, template, () => new Map());
  return remembered(made, deployment, async () => {
    const parameters =
      deployment === 'defaults' ? {} : (await findDeployment('templates/deployments', deployment)).parameters;
    return configurationOf(template, deployment, parameters);
  });
}
