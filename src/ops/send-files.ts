import { gatherInputs, type Input } from '../shared/inputs.ts';
import { type Uploaded, uploadAll } from '../shared/upload-files.ts';
import { UserError } from '../shared/user-error.ts';
import type { Call } from './command.ts';
import type { Followed } from './followed.ts';

/** The files and folders of the command line, under the keys that they get. Throws UserError where one cannot be read. */
export async function readInputs(call: Call): Promise<Input[]> {
  const { words } = call.args;
  if (words.length === 0) throw new UserError('Expected files or folders to upload but received none');
  const { inputs, problems } = await gatherInputs(words);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  const prefix = call.args.text('prefix') ?? '';
  return inputs.map((input) => ({ ...input, key: `${prefix}${input.key}` }));
}

/** Uploads all, and notes what S3 says to each. */
export async function sendFiles(call: Call, bucket: string, all: Map<Input, Followed>): Promise<void> {
  const progress = call.screen.progress(all.size, 'files uploaded');
  let sent = 0;
  const note = (input: Input, uploaded: Uploaded): void => {
    const news = 'refused' in uploaded ? { place: 'not uploaded', reason: uploaded.refused } : uploaded;
    Object.assign(all.get(input) ?? {}, { place: 'waiting' }, news);
    progress.reach(++sent);
  };
  await uploadAll(call.aws.s3, bucket, [...all.keys()], note, call.signal).finally(() => progress.stop());
  call.signal.throwIfAborted();
}
