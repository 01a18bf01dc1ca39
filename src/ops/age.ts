const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** 7,500 as "2 h": rounded down to one unit. */
export function showSeconds(seconds: number): string {
  const [size, name] = UNITS.find(([least]) => seconds >= least) ?? [1, 's'];
  return `${Math.max(0, Math.floor(seconds / size))} ${name}`;
}

/** How long ago something was. */
export const showAge = (time: Date): string => showSeconds((Date.now() - time.getTime()) / 1000);
