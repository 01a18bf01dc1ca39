import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

/** Where the stacks of makeMotoFolder are. */
export const REGION = 'eu-central-1';

/**
 * A folder like a checkout, with templates that moto takes and a test may change, and the variables with which npm and the
 * AWS command line on `path` work in it against the moto at `url`. It goes with the test.
 */
export async function makeMotoFolder(t: TestContext, url: string, path: string) {
  const folder = await mkdtemp(join(tmpdir(), 'moto-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ['src', 'node_modules', 'package.json']) await symlink(resolve(name), join(folder, name));
  await cp('templates', join(folder, 'templates'), { recursive: true });
  const env = {
    ...process.env,
    PATH: path,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_PAGER: '',
  };
  return { folder, env };
}
