import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';

/** A change of one place in a module of src/handler. */
export type Edit = { file: string; find: string; replace: string };

/** The modules of the handler that the search uses, all of one copy, so that classes and constants are the same. */
export type HandlerCopy = Awaited<ReturnType<typeof importCopy>>;

const FOLDER = new URL('../../src/handler/', import.meta.url).href;
const PAUSES = new URL('./pauses.ts', import.meta.url).href;
const copies = new Map<string, readonly Edit[]>();
/** Edits that were made, or did not fit. */
const met = new Set<Edit>();

const copyOf = (url: string | undefined): string | null =>
  url?.startsWith(FOLDER) ? new URL(url).searchParams.get('copy') : null;

/** Modules of a copy import modules of the same copy; their pauses end when the schedule says so. */
registerHooks({
  resolve(specifier, context, next) {
    const copy = copyOf(context.parentURL);
    if (copy === null) return next(specifier, context);
    if (specifier === 'node:timers/promises') return { url: PAUSES, shortCircuit: true };
    const resolved = next(specifier, context);
    return resolved.url.startsWith(FOLDER) ? { ...resolved, url: `${resolved.url}?copy=${copy}` } : resolved;
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const copy = copyOf(url);
    if (copy === null) return loaded;
    let source = String(loaded.source);
    for (const edit of copies.get(copy) ?? []) {
      const { file, find, replace } = edit;
      if (!url.startsWith(`${FOLDER}${file}?`)) continue;
      met.add(edit);
      assert.equal(source.split(find).length, 2, `Expected src/handler/${file} to have once: ${find}`);
      source = source.replace(find, () => replace);
    }
    return { ...loaded, source };
  },
});

async function importCopy(name: string) {
  const from = <T>(file: string): Promise<T> => import(`${FOLDER}${file}?copy=${name}`);
  const [context, batch, budget, environment, log, errors, here] = await Promise.all([
    from<typeof import('../../src/handler/batch/context.ts')>('batch/context.ts'),
    from<typeof import('../../src/handler/batch/handle-batch.ts')>('batch/handle-batch.ts'),
    from<typeof import('../../src/handler/settings/budget.ts')>('settings/budget.ts'),
    from<typeof import('../../src/handler/settings/environment.ts')>('settings/environment.ts'),
    from<typeof import('../../src/handler/logging/log.ts')>('logging/log.ts'),
    from<typeof import('../../src/handler/errors/coded-errors.ts')>('errors/coded-errors.ts'),
    from<typeof import('../../src/handler/image/prepare.ts')>('image/prepare.ts'),
  ]);
  return { ...context, ...batch, ...budget, ...environment, ...log, ...errors, ...here };
}

/** Loads the handler as it is, or with `edits`, beside all other copies. Throws where an edit does not fit any more. */
export async function loadHandler(name: string, edits: readonly Edit[] = []): Promise<HandlerCopy> {
  copies.set(name, edits);
  const copy = await importCopy(name);
  for (const edit of edits) assert.ok(met.has(edit), `Expected the handler to import src/handler/${edit.file}`);
  return copy;
}
