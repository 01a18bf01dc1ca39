import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OF_GLIBC } from '../../bench/measure/function-process.ts';
import { GLIBC_VARIABLES } from '../../src/handler/settings/environment.ts';
import { synthesized } from '../synthesized.ts';

test('what is measured has the memory allocator set as the template sets it', () => {
  const { ImageFunction } = synthesized().template.Resources;
  const { Variables = {} } = (ImageFunction?.Properties?.['Environment'] ?? {}) as {
    Variables?: Record<string, string>;
  };
  for (const name of GLIBC_VARIABLES) assert.equal(OF_GLIBC[name], Variables[name]);
});
