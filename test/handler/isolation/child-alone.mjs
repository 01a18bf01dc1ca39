import { enableCompileCache } from 'node:module';

/**
 * What index.ts is as a child, without all that it loads to be the function. Node strips the types of what it loads anew
 * in each process, for most of the time that a child takes to start, unless it may keep the result: in a file of
 * JavaScript, as that is allowed only once the first file runs.
 */
enableCompileCache();
const { isChild, renderForParent } = await import('../../../src/handler/isolation/child.ts');
if (isChild(process.argv)) await renderForParent(process.argv);
