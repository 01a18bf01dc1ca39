import { isRestart, MARKER, RESTART_0 } from './jpeg-markers.ts';

/** Where the data of a scan end, fill bytes left out, and where the marker behind them is. */
export type ScanEnd = { dataEnd: number; marker: number };

/**
 * Passes over the data of a scan, which begin at `start`; undefined where no marker is behind them. Tells of each
 * restart marker among them where the data before it end, and its number from 0 to 7.
 */
export function passScan(
  bytes: Buffer,
  start: number,
  onRestart?: (dataEnd: number, number: number) => void,
): ScanEnd | undefined {
  let last = start;
  for (let at = bytes.indexOf(MARKER, start); at >= 0; at = bytes.indexOf(MARKER, last + 2)) {
    last = at;
    while (bytes[last + 1] === MARKER) last++; // of as many as there are before a marker none is data
    const marker = bytes[last + 1];
    if (marker === 0) continue; // a byte of data
    if (marker === undefined || !isRestart(marker)) return { dataEnd: at, marker: last };
    onRestart?.(at, marker - RESTART_0);
  }
  return undefined;
}
