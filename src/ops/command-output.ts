import { createInterface } from 'node:readline/promises';
import { Presets, SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { PLAIN_TABLE } from '../shared/plain-table.ts';
import { printable } from '../shared/text.ts';
import { UserError } from '../shared/user-error.ts';

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

type Output = NodeJS.WritableStream & { isTTY?: boolean };

/** Where an operator reads and writes. */
export type Terminal = {
  stdout: Output;
  stderr: Output;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
};

/** Shows how far something long is. */
type Progress = {
  /** How much is done in all. */
  reach(done: number): void;
  stop(): void;
};

export type CommandOutput = {
  /** For people alone: nothing with --json. */
  say(text: string): void;
  /** On stderr, in either case. */
  warn(text: string): void;
  /** What a command found: the value as JSON with --json, otherwise the text. */
  result(value: unknown, text: string): void;
  /** One of many, as it comes: a line of JSON, or the text. */
  line(value: unknown, text: string): void;
  progress(total: number, what: string): Progress;
  /** What a person types. Throws UserError, with what to pass instead, where there is no terminal. */
  ask(question: string, instead: string, signal: AbortSignal): Promise<string>;
};

/** Between two lines of progress where there is no terminal. */
const LINE_MILLISECONDS = 5000;

function startProgress(output: Output, total: number, what: string): Progress {
  if (!output.isTTY) {
    let last = Date.now();
    return {
      reach(done) {
        if (Date.now() - last < LINE_MILLISECONDS) return;
        last = Date.now();
        output.write(`${done}/${total} ${what}\n`);
      },
      stop: () => undefined,
    };
  }
  const format = `{bar} {value}/{total} ${what}, {duration_formatted}, {eta_formatted} left`;
  const bar = new SingleBar(
    { format, hideCursor: true, clearOnComplete: true, stream: output },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { reach: (done) => bar.update(done), stop: () => bar.stop() };
}

export function createOutput({ stdin, stdout, stderr }: Terminal, isJson: boolean): CommandOutput {
  const print = (text: string): void => void stdout.write(`${text}\n`);
  return {
    say: (text) => (isJson ? undefined : print(text)),
    warn: (text) => void stderr.write(`${text}\n`),
    result: (value, text) => print(isJson ? JSON.stringify(value, null, 2) : text),
    line: (value, text) => print(isJson ? JSON.stringify(value) : text),
    progress: (total, what) => startProgress(stderr, total, what),
    async ask(question, instead, signal) {
      if (!stdin.isTTY) throw new UserError(`Expected ${instead}, because there is no terminal to ask: ${question}`);
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return (await lines.question(`${question} `, { signal })).trim();
      } finally {
        lines.close();
      }
    },
  };
}

/** A table without lines. What comes from outside, such as a key, cannot steer the terminal. */
export function drawRows(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table(PLAIN_TABLE);
  table.push([...head], ...rows.map((cells) => cells.map(printable)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
