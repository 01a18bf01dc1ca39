type Line = {
  type?: string;
  record?: { status?: string; metrics?: { maxMemoryUsedMB?: number; memorySizeMB?: number } };
  _aws?: unknown;
  ProcessedImages?: number;
};

const parse = (line: string): Line => {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return {}; // not a line of the handler or of the platform
  }
};

/** Counts what the lines of the function's log tell of its invocations. */
export function createInvocationCounts() {
  let invocations = 0;
  let failed = 0;
  let images = 0;
  let peak = 0;
  let memory = 0;
  return {
    add(text: string): void {
      const { type, record, _aws, ProcessedImages = 0 } = parse(text);
      if (_aws !== undefined) images += ProcessedImages;
      if (type !== 'platform.report') return;
      invocations++;
      if (record?.status !== 'success') failed++;
      peak = Math.max(peak, record?.metrics?.maxMemoryUsedMB ?? 0);
      memory = record?.metrics?.memorySizeMB ?? 0;
    },
    /** How often the handler called an image done. */
    images: () => images,
    rows: (): [string, string | number][] => [
      ['invocations', invocations],
      ['invocations that failed', failed],
      ['peak memory of a process, MB', `${peak} of ${memory}`],
    ],
  };
}
