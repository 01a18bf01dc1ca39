import { github } from './github.ts';
import { json } from './json.ts';
import type { Report } from './report.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** Every format in which findings can be printed, by its name on the command line. */
export const formats: Readonly<Record<string, (report: Report) => string>> = { text, json, sarif, github };
