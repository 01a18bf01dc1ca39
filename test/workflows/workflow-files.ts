import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export type Step = {
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  'working-directory'?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
};
export type Job = {
  'runs-on'?: string;
  uses?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  environment?: string;
  concurrency?: Record<string, unknown>;
  env?: Record<string, string>;
  steps?: Step[];
};
export type Workflow = {
  on: Record<string, unknown>;
  permissions?: object;
  concurrency?: object;
  jobs: Record<string, Job>;
};
export type WorkflowFile = { name: string; text: string; workflow: Workflow };

const FOLDER = '.github/workflows';

export const readWorkflow = (name: string, text: string): WorkflowFile => ({ name, text, workflow: parse(text) });

/** Every workflow of the repository. */
export const workflowFiles = (): WorkflowFile[] =>
  readdirSync(FOLDER).map((name) => readWorkflow(name, readFileSync(join(FOLDER, name), 'utf8')));
