import { isChild, renderForParent } from '../../../src/handler/child/child.ts';

/** What index.ts is as a child, without all that it loads to be the function: a third less to start. */
if (isChild(process.argv)) await renderForParent(process.argv);
