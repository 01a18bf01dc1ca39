/** What the function's log says of one upload: the last of its tries. */
export type LogEntry = { milliseconds?: number; code?: string; reason?: string; tries: number };

export type FunctionLog = {
  /** Takes a line that the function wrote. */
  add(line: string): void;
  /** What is known of an upload. */
  of(key: string, versionId: string | undefined): LogEntry;
};

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // Node's own warnings and crashes are not JSON.
  }
}

/** Reads the metric lines, which are written at every log level, and the lines of errors. */
export function createFunctionLog(): FunctionLog {
  const entries = new Map<string, LogEntry>();
  const id = (key: unknown, versionId: unknown): string => `${versionId ?? ''}\n${key}`;
  return {
    add(line) {
      const fields = parse(line);
      if (fields === undefined || typeof fields['key'] !== 'string') return;
      const at = id(fields['key'], fields['versionId']);
      const entry: LogEntry = entries.get(at) ?? { tries: 0 };
      if (typeof fields['Duration'] === 'number') {
        entry.milliseconds = fields['Duration'];
        entry.tries++;
      }
      if (typeof fields['code'] === 'string') entry.code = fields['code'];
      if (fields['level'] === 'ERROR') entry.reason = String(fields['reason'] ?? fields['message'] ?? '');
      entries.set(at, entry);
    },
    // An endpoint that does not keep versions names none in its events.
    of: (key, versionId) => entries.get(id(key, versionId)) ?? entries.get(id(key, undefined)) ?? { tries: 0 },
  };
}
