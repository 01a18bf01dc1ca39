import { existsSync, readFileSync } from 'node:fs';

/** Memory can be bounded where Linux's /proc tells what a process uses; elsewhere a run has to say that it is not. */
export const canMeasureMemory = (): boolean => existsSync('/proc/self/status');

/**
 * The most resident memory that a process has had, in bytes: VmHWM counts Node's own code too (65 MB with sharp idle),
 * as Lambda's "Max Memory Used" does, and misses no peak between two looks. Undefined where it cannot be known.
 */
export function peakMemoryBytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined; // The process is gone, or there is no /proc.
  }
}
