import { readFile } from 'node:fs/promises';

/** The commands of a section of the README, a script for each block. */
export async function readmeScripts(heading: string): Promise<string[]> {
  const [, section = ''] = (await readFile('README.md', 'utf8')).split(`\n${heading}\n`);
  const [own = ''] = section.split(/\n##+ /);
  return [...own.matchAll(/```sh\n(.*?)```/gs)].map(([, script = '']) => script);
}
