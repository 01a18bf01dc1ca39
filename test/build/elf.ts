/** The beginning of an ELF file for a processor: identification, type, machine. */
export const elf = (machine: number): Buffer =>
  Buffer.concat([Buffer.from('\x7fELF'.padEnd(18, '\0'), 'latin1'), Buffer.from([machine, 0])]);

/** `e_machine` of the two processors of Lambda, from the System V ABI supplements. */
export const ARM64 = elf(0xb7);
export const X86_64 = elf(0x3e);
