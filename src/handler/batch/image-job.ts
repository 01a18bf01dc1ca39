import type { EventRecord } from '../events/event.ts';
import type { Upload } from '../events/upload.ts';
import type { Log } from '../logging/log.ts';
import type { Deadline } from '../settings/deadline.ts';
import type { Context } from './context.ts';
import type { Progress } from './progress.ts';

/** The message that an event record came with. `isRepeated` where it, or one of the same batch, is retried. */
export type Message = { messageId: string; isRepeated: boolean; isLastAttempt: boolean };

/** One event record, with all that handling it needs. */
export type ImageJob = {
  record: EventRecord;
  message: Message;
  deadline: Deadline;
  /** Its lines carry the message's id. */
  log: Log;
  context: Context;
};

/** An upload that is worked on. The lines of its log carry the object as well. */
export type UploadJob = Omit<ImageJob, 'record'> & { upload: Upload; progress: Progress };

/** Result of an attempt at one event record: `given back` was not brought to its end. The error has been logged. */
export type Attempt = 'done' | 'given back' | { error: unknown };

/** Outcome of an event record: all but `done` is retried, or moves to the dead-letter queue. */
export type Outcome = 'done' | 'given back' | 'failed';
