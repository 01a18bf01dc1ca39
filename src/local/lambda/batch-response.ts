/** What an invocation came to: the handler's answer as JSON text, or why there is none. */
export type Invocation = { response: string } | { error: string };

/** Which messages of the batch failed, and why the whole batch did when it did. */
export type BatchOutcome = { failed: string[]; reason?: string };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/**
 * Lambda's rules of partial batch responses: null and nothing are success; what cannot be understood, and an
 * identifier that is empty or of no message of the batch, fails the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function batchOutcome(
  invocation: Invocation,
  messageIds: readonly string[],
  functionResponseTypes: readonly string[],
): BatchOutcome {
  const all = (reason: string): BatchOutcome => ({ failed: [...messageIds], reason });
  if ('error' in invocation) return all(invocation.error);
  if (!functionResponseTypes.includes('ReportBatchItemFailures')) return { failed: [] };

  const parsed = parse(invocation.response);
  if (parsed === undefined)
    return all(`Expected the response to be JSON but received ${invocation.response.slice(0, 80)}`);
  if (parsed.value === null) return { failed: [] };
  if (!isObject(parsed.value))
    return all(`Expected the response to be an object but received ${invocation.response.slice(0, 80)}`);

  const failures = parsed.value['batchItemFailures'] ?? [];
  if (!Array.isArray(failures)) return all('Expected batchItemFailures to be a list');
  const failed = new Set<string>();
  for (const failure of failures) {
    const id = isObject(failure) ? failure['itemIdentifier'] : undefined;
    if (typeof id !== 'string' || id === '')
      return all('Expected every itemIdentifier to be a message id but one is empty');
    if (!messageIds.includes(id))
      return all(`Expected itemIdentifier to be of a message of the batch but received ${id}`);
    failed.add(id);
  }
  return { failed: [...failed] };
}
