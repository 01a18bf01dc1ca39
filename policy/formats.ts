import { github } from './formats/github.ts';
import { json } from './formats/json.ts';
import { sarif } from './formats/sarif.ts';
import { text } from './formats/text.ts';
import type { Report } from './report.ts';

/** Every format in which findings can be printed, by its name on the command line. */
export const formats: Readonly<Record<string, (report: Report) => string>> = { text, json, sarif, github };
