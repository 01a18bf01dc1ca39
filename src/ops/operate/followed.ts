import { printable } from '../../local/report/text.ts';
import type { Ended } from './where-ended.ts';

/** One file and all that became of it. */
export type Followed = {
  file: string;
  key: string;
  versionId?: string;
  place: Ended['place'] | 'not tried' | 'not uploaded' | 'waiting';
  processedKey?: string;
  code?: string;
  reason?: string;
  link?: string;
};

const describe = ({ place, processedKey, code, reason }: Followed): string => {
  if (place === 'processed') return `processed: ${processedKey}`;
  if (place === 'replaced') return `replaced by a newer upload: ${processedKey}`;
  if (place === 'failed') return `failed: ${code}: ${reason}`;
  return place === 'waiting' ? 'STILL WAITING: neither processed nor failed' : `NOT UPLOADED: ${reason}`;
};

/** For people: where it ended, and the link below. */
export const showFollowed = (followed: Followed): string =>
  [printable(`${followed.key}: ${describe(followed)}`), ...(followed.link ? [`  ${followed.link}`] : [])].join('\n');
