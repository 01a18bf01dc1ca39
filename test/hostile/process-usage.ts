import { readFileSync, writeFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const MILLISECONDS_A_TICK = 10;
/** Of user and system time, after the name in brackets, which may hold spaces. */
const TIMES = [11, 12] as const;

/** What a process has had of a processor, unlike the time on the wall whatever else the machine does. 0 where unknown. */
export function processorMilliseconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return TIMES.reduce((sum, index) => sum + Number(fields[index]) * MILLISECONDS_A_TICK, 0);
  } catch {
    return 0;
  }
}

/** Begins a process's peak of memory anew, from what it holds now: a warm one would tell of all that it ever did. */
export function forgetPeakMemory(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // No such process yet, no /proc, or one that may not be written: the peak is that of the process's life.
  }
}
