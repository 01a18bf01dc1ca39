import { type ControlGroup, createControlGroup } from './control-group.ts';

/** Lambda gives a whole processor at 1,769 MB and less or more in proportion: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MEMORY_OF_ONE_PROCESSOR = 1769;

export const processorsOf = (memorySize: number): number => memorySize / MEMORY_OF_ONE_PROCESSOR;

/** Of the scheduler, in microseconds: Lambda's is 20 ms. */
const PERIOD = 20_000;

/**
 * A control group of Linux whose processes get so many processors and no more, as a function of Lambda does. Undefined where
 * there are no control groups, or none that this user may make.
 */
export const shareProcessors = (processors: number): ControlGroup | undefined =>
  createControlGroup([
    { folder: '/sys/fs/cgroup', files: [['cpu.max', `${Math.round(PERIOD * processors)} ${PERIOD}`]] },
    {
      folder: '/sys/fs/cgroup/cpu',
      files: [
        ['cpu.cfs_period_us', String(PERIOD)],
        ['cpu.cfs_quota_us', String(Math.round(PERIOD * processors))],
      ],
    },
  ]);
