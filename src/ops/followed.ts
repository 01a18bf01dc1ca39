import { printable } from '../shared/text.ts';
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

/** So many links still fit onto a screen. */
const MAX_LINKS = 5;

/** For people: where each ended, with a link below where there are few, and how many ended where. */
export function showFollowed(all: readonly Followed[]): string {
  const links = all.filter(({ link }) => link !== undefined);
  const lines = all.flatMap((each) => [
    printable(`${each.key}: ${describe(each)}`),
    ...(each.link && links.length <= MAX_LINKS ? [`  ${each.link}`] : []),
  ]);
  if (all.length === 1) return lines.join('\n');
  const places = [...new Set(all.map(({ place }) => place))];
  const counts = places.map((place) => `${all.filter((each) => each.place === place).length} ${place}`);
  const more = links.length > MAX_LINKS ? '; --json has a link to each' : '';
  return [...lines, '', `${all.length} files: ${counts.join(', ')}${more}.`].join('\n');
}
