import fc from 'fast-check';

/**
 * Any character, lone surrogates too. fast-check's own, the unit `binary`, first makes a map of all million of them for each
 * arbitrary, which takes half a second.
 */
export const codePoint = fc.nat({ max: 0x10ffff }).map((point) => String.fromCodePoint(point));
