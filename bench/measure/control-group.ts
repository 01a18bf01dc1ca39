import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type ControlGroup = {
  /** A process that writes its own id there is bounded, with all that it starts. */
  groupFile: string;
  /** Removes the group, when its processes have ended. */
  remove(): void;
};

/** Where groups of one version of Linux's control groups are, and what bounds one, as files with their text. */
export type GroupKind = { folder: string; files: readonly (readonly [file: string, text: string])[] };

let made = 0;

/**
 * Makes a control group of the first kind that is there. Undefined where there are no control groups, or none that this
 * user may make.
 */
export function createControlGroup(kinds: readonly GroupKind[]): ControlGroup | undefined {
  for (const { folder, files } of kinds) {
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
      for (const [file, text] of files) {
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

/** A group whose processes are killed when they hold more bytes of memory together. */
export const limitMemory = (bytes: number): ControlGroup | undefined =>
  createControlGroup([
    {
      folder: '/sys/fs/cgroup',
      files: [
        ['memory.max', String(bytes)],
        ['memory.swap.max', '0'],
      ],
    },
    { folder: '/sys/fs/cgroup/memory', files: [['memory.limit_in_bytes', String(bytes)]] },
  ]);
