import { enableCompileCache } from 'node:module';

// For the same reason as in child-alone.mjs.
enableCompileCache();
await import('./poisoned-child.ts');
