import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Lambda gives a whole processor at 1,769 MB and less or more in proportion: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MEMORY_OF_ONE_PROCESSOR = 1769;

export const processorsOf = (memorySize: number): number => memorySize / MEMORY_OF_ONE_PROCESSOR;

/** Of the scheduler, in microseconds: Lambda's is 20 ms. */
const PERIOD = 20_000;

export type ProcessorShare = {
  /** A process that writes its own id there is bounded, with all that it starts. */
  groupFile: string;
  /** Removes the group, when its processes have ended. */
  remove(): void;
};

type Group = { folder: string; limit(processors: number): [file: string, text: string][] };

/** Of version 2, and of version 1 with the controller of processors. */
const GROUPS: readonly Group[] = [
  {
    folder: '/sys/fs/cgroup',
    limit: (processors) => [['cpu.max', `${Math.round(PERIOD * processors)} ${PERIOD}`]],
  },
  {
    folder: '/sys/fs/cgroup/cpu',
    limit: (processors) => [
      ['cpu.cfs_period_us', String(PERIOD)],
      ['cpu.cfs_quota_us', String(Math.round(PERIOD * processors))],
    ],
  },
];

let made = 0;

/**
 * A control group of Linux whose processes get so many processors and no more, as a function of Lambda does. Undefined where
 * there are no control groups, or none that this user may make.
 */
export function shareProcessors(processors: number): ProcessorShare | undefined {
  for (const { folder, limit } of GROUPS) {
    const group = path.join(folder, `bench-${process.pid}-${++made}`);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    const remove = (): void => {
      try {
        rmdirSync(group);
      } catch {
        // Its processes are still ending; it is empty, and costs nothing.
      }
    };
    try {
      for (const [file, text] of limit(processors)) {
        const name = path.join(group, file);
        readFileSync(name); // or a plain folder would take it
        writeFileSync(name, text);
      }
      return { groupFile: path.join(group, 'cgroup.procs'), remove };
    } catch {
      remove();
    }
  }
  return undefined;
}
