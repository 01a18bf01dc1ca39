import type { Architecture } from './copy-sharp.ts';

/** `e_machine` in the header of an ELF file, from the System V ABI supplements of the two processors. */
const MACHINES: ReadonlyMap<number, Architecture> = new Map([
  [0xb7, 'arm64'],
  [0x3e, 'x86_64'],
]);
const MACHINE_OFFSET = 18;
const ELF = Buffer.from('\x7fELF', 'latin1');

const isElf = (bytes: Uint8Array): boolean => ELF.equals(bytes.subarray(0, ELF.length));

function machineOf(bytes: Uint8Array): string {
  const machine = Buffer.from(bytes.subarray(0, MACHINE_OFFSET + 2)).readUInt16LE(MACHINE_OFFSET);
  return MACHINES.get(machine) ?? `machine 0x${machine.toString(16)}`;
}

/** Throws where native code among the files is for another processor than the function's, or where there is none. */
export function checkArchitecture(files: ReadonlyMap<string, Uint8Array>, architecture: Architecture): void {
  const native = [...files].filter(([, bytes]) => isElf(bytes));
  if (!native.some(([file]) => file.endsWith('.node'))) {
    throw new Error(`Expected native code of sharp for ${architecture} in the bundle but received none`);
  }
  for (const [file, bytes] of native) {
    const machine = machineOf(bytes);
    if (machine !== architecture)
      throw new Error(`Expected ${file} to be for ${architecture} but it is for ${machine}`);
  }
}
