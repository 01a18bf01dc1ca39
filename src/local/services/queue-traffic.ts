/** Messages that went into a queue or out of it in one call; `empty` is a call that brought none. */
export type QueueTraffic = {
  queue: string;
  kind: 'sent' | 'received' | 'deleted' | 'empty';
  count: number;
  /** Of the message that was sent. */
  bytes?: number;
};

type Body = { MessageBody?: unknown; Entries?: { MessageBody?: unknown }[] };
type Answer = { Messages?: unknown[]; Successful?: unknown[] };

function parse(payload: unknown): Answer {
  try {
    return (JSON.parse(String(payload)) ?? {}) as Answer;
  } catch {
    return {}; // DeleteMessage answers nothing.
  }
}

/** What a call that succeeded did, by its action without `Batch`, its request and its answer. */
export function readTraffic(action: string, queue: string, request: unknown, payload: unknown): QueueTraffic[] {
  const { MessageBody, Entries } = (request ?? {}) as Body;
  const answer = parse(payload);
  const count = answer.Successful?.length ?? 1;
  switch (action) {
    case 'sqs:SendMessage':
      return (Entries ?? [{ MessageBody }]).map((entry) => {
        const bytes = Buffer.byteLength(String(entry.MessageBody));
        return { queue, kind: 'sent', count: 1, bytes };
      });
    case 'sqs:ReceiveMessage': {
      const received = answer.Messages?.length ?? 0;
      return [received > 0 ? { queue, kind: 'received', count: received } : { queue, kind: 'empty', count: 1 }];
    }
    case 'sqs:DeleteMessage':
      return [{ queue, kind: 'deleted', count }];
    default:
      return [];
  }
}
