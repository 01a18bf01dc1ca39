import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { peakMemoryBytes } from '../../src/local/lambda/memory.ts';

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const MILLISECONDS_A_TICK = 10;
/** User and system time, of the fields after the name in brackets, which may hold spaces. */
const TIMES = [11, 12] as const;

/** '' where there is no such process, or no /proc. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function children(pid: number): number[] {
  let threads: string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    // No such process.
  }
  const direct = threads.flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean));
  return direct.map(Number).flatMap((child) => [child, ...children(child)]);
}

/**
 * What a process and those that it started have had of a processor, unlike the time on the wall whatever else the
 * machine does. 0 where it cannot be known.
 */
export function processorMilliseconds(pid: number): number {
  const ticks = [pid, ...children(pid)].flatMap((one) => {
    const fields = read(`/proc/${one}/stat`)
      .replace(/^.*\) /, '')
      .split(' ');
    return TIMES.map((index) => Number(fields[index] ?? 0));
  });
  return ticks.reduce((sum, count) => sum + count, 0) * MILLISECONDS_A_TICK;
}

/** What a process holds now. */
export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

/** The most that a process has held, and what those that it started hold now beside the code, which they share. */
export function memoryBytes(pid: number): number {
  const own = children(pid).map((child) =>
    Number(/^RssAnon:\s+(\d+) kB$/m.exec(read(`/proc/${child}/status`))?.[1] ?? 0),
  );
  return (peakMemoryBytes(pid) ?? 0) + own.reduce((sum, kibibytes) => sum + kibibytes, 0) * 1024;
}

/** Begins a process's peak of memory anew, from what it holds now: a warm one would tell of all that it ever did. */
export function forgetPeakMemory(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // No such process yet, no /proc, or one that may not be written: the peak is that of the process's life.
  }
}
