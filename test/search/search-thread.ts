import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { drawFiles } from './files.ts';
import { createFunction, settingsOf } from './function.ts';
import { loadHandler } from './handler-copy.ts';
import { type Searched, type SearchOptions, search } from './search.ts';

/** Searches the handler as it is in a thread, where nothing follows each promise: node:test does, for a third of the time. */
export function searchInThread(options: SearchOptions): Promise<Searched> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: options });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) =>
      reject(new Error(`Expected what a search came to but its thread ended with ${code}`)),
    );
  });
}

if (!isMainThread) {
  const handler = await loadHandler('real');
  const files = await drawFiles(settingsOf(handler).render);
  parentPort?.postMessage(await search(await createFunction(handler, files), files, workerData as SearchOptions));
}
