import { readFile } from 'node:fs/promises';
import { type Setting, settingOf } from '../../policy/setting.ts';
import { findDeployment } from '../../src/template/deployment.ts';
import { parseTemplate, type Source } from '../../src/template/read.ts';
import type { Template } from '../../src/template/template.ts';

const sources = new Map<string, Source & { bytes: number }>();

/** A committed template, read once. */
export async function committed(name = 'image-pipeline.yaml'): Promise<Source & { bytes: number }> {
  const known = sources.get(name);
  if (known) return known;
  const file = `templates/${name}`;
  const text = await readFile(file, 'utf8');
  const source = { ...parseTemplate(text, file), bytes: Buffer.byteLength(text) };
  sources.set(name, source);
  return source;
}

const settings = new WeakMap<Template, Map<string, Setting>>();

/** The setting of a deployment for a template, or that of its defaults; made once for each template. */
export async function settingFor(template: Template, deployment = 'defaults'): Promise<Setting> {
  const made = settings.get(template) ?? new Map<string, Setting>();
  settings.set(template, made);
  const known = made.get(deployment);
  if (known) return known;
  const parameters =
    deployment === 'defaults' ? {} : (await findDeployment('templates/deployments', deployment)).parameters;
  const setting = settingOf(template, deployment, parameters);
  made.set(deployment, setting);
  return setting;
}
