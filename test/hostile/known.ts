/**
 * Files that the function does not handle right, and how. Each must still be wrong in this way: who mends one takes it
 * off here.
 */
export const KNOWN: Readonly<Record<string, RegExp>> = {};

/** Batches that the function does not survive. */
export const KNOWN_BATCHES: Readonly<Record<string, RegExp>> = {};
