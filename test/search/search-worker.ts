import { parentPort } from 'node:worker_threads';
import { drawFiles } from './files.ts';
import { createFunction, settingsOf } from './function.ts';
import { loadHandler } from './handler-copy.ts';
import { play } from './play.ts';
import { search } from './search.ts';
import type { Answer, Question } from './search-thread.ts';

const files = await drawFiles(settingsOf(await loadHandler('real')).renditions[0]);
let copies = 0;

async function answer(question: Question): Promise<Answer> {
  const edits = 'search' in question ? question.search.edits : undefined;
  const handler = await (edits ? loadHandler(`mutant-${++copies}`, edits) : loadHandler('real'));
  const fn = await createFunction(handler, files);
  if ('search' in question) return search(fn, files, question.search);
  return (await play(question.courseOf, fn, files)).trace;
}

parentPort?.on('message', (question: Question) => {
  answer(question).then(
    (given) => parentPort?.postMessage(given),
    (error: unknown) => parentPort?.postMessage(error instanceof Error ? error : new Error(String(error))),
  );
});
