import { Presets, SingleBar } from 'cli-progress';
import { printable } from '../../shared/text.ts';
import { describeEnding, type Ending } from './ending.ts';

/** Shows how many uploads have ended while the rest is on its way. */
export type Progress = { ended(ending: Ending): void; stop(): void };

type Terminal = NodeJS.WritableStream & { isTTY?: boolean };

/** A bar in a terminal; elsewhere, as in a log of CI, a line for each upload. */
export function startProgress(total: number, output: Terminal): Progress {
  if (!output.isTTY) {
    let count = 0;
    return {
      ended(ending) {
        count++;
        output.write(`${count}/${total} ${printable(`${ending.input.key}: ${describeEnding(ending)}`)}\n`);
      },
      stop: () => undefined,
    };
  }
  const format = '{bar} {value}/{total} images, {duration_formatted} {last}';
  const bar = new SingleBar(
    { format, hideCursor: true, clearOnComplete: true, stream: output },
    Presets.shades_classic,
  );
  bar.start(total, 0, { last: '' });
  return {
    ended: (ending) => bar.increment({ last: printable(ending.input.key) }),
    stop: () => bar.stop(),
  };
}
