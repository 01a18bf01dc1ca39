/** Set SCHEDULES for a longer search, of other schedules each time, as .github/workflows/search.yml does; SEED repeats one. */
const { SCHEDULES = '', SEED = '' } = process.env;

export const IS_LONG = SCHEDULES !== '';

/** Neither long nor the repetition of one: the same schedules each time. */
export const IS_USUAL = !IS_LONG && SEED === '';

/** How many schedules are played, of the usual number. */
export const runsOf = (usual: number): number => Number(SCHEDULES || usual);

const OTHER_SEED = Number(SEED || Date.now() % 2 ** 31);

/** What a search begins with. */
export const seedOf = (usual = 20261123): number => (IS_USUAL ? usual : OTHER_SEED);
