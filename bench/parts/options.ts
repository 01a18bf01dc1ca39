import { parseArgs } from 'node:util';

export const PARTS = ['images', 'encoders', 'start', 'zip', 'batch', 'memory', 'limits', 'local', 'commands'] as const;
export type Part = (typeof PARTS)[number];

export const HELP = `npm run bench -- [PART ...] [--quick] [--against COMMIT] [--images FOLDER] [--only TEXT] [--original PYTHON] [--write]

Measures the handler on this machine. Without a PART all of them:

  images            each format beside plain sharp, tuned sharp, decoding alone and another commit
  encoders          what settings of the encoders cost and give
  start             loading the function in a fresh process, and its first image
  zip               what the zip for Lambda holds
  batch             ten images with the processor that Lambda gives for a memory size, and what a million cost
  memory            a long run of large images
  limits            the largest pictures of each format: their memory and time beside what they may take
  local             the local run's own time for an image, beside that of its functions
  commands          synth, policy and test: their time, and how busy they keep the processors

  --quick           a look: fewer images and rounds
  --against COMMIT  beside another commit of this project, in the same run
  --images FOLDER   measures the JPEG, PNG, GIF, WEBP and BMP files of a folder instead of those that it draws
  --original PYTHON beside the handler in Python that this project began with; that Python needs Pillow and boto3
  --only TEXT       measures only images whose names contain it
  --write           keeps the tables in bench/numbers and the chart in bench/chart.svg, instead of out/bench/chart.svg
`;

export type BenchOptions = {
  parts: readonly Part[];
  isQuick: boolean;
  against?: string;
  folder?: string;
  original?: string;
  only: string;
  write: boolean;
  help: boolean;
};

/** Throws one sentence for what it does not know. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      against: { type: 'string' },
      images: { type: 'string' },
      original: { type: 'string' },
      only: { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const parts = positionals.map((name) => {
    const part = PARTS.find((known) => known === name);
    if (part === undefined) throw new Error(`Expected one of ${PARTS.join(', ')} for a part but received ${name}`);
    return part;
  });
  const { quick, against, images, original, only, write, help } = values;
  return {
    parts: parts.length > 0 ? parts : PARTS,
    isQuick: quick,
    ...(against !== undefined && { against }),
    ...(images !== undefined && { folder: images }),
    ...(original !== undefined && { original }),
    only,
    write,
    help,
  };
}
