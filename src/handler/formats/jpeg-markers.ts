/** The byte that begins a marker. As many as one likes may stand before the byte that says which marker it is. */
export const MARKER = 0xff;
export const END_OF_IMAGE = 0xd9;
export const START_OF_SCAN = 0xda;
/** The first of eight, which come in turns. */
export const RESTART_0 = 0xd0;
/** Of JFIF, and of others who write their name into it. */
export const APP_0 = 0xe0;
export const APP_1 = 0xe1;
export const APP_2 = 0xe2;
export const COMMENT = 0xfe;

/** Whether a marker is one of those between the intervals of a scan. */
export const isRestart = (marker: number): boolean => marker >= RESTART_0 && marker <= RESTART_0 + 7;
