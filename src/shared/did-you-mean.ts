/** Levenshtein's distance: how many characters to insert, delete or replace. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [i, character] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j += 1)
      next.push(
        Math.min(
          (next[j] as number) + 1,
          (row[j + 1] as number) + 1,
          (row[j] as number) + (character.toLowerCase() === to[j]?.toLowerCase() ? 0 : 1),
        ),
      );
    row = next;
  }
  return row.at(-1) as number;
}

/** `; did you mean X?` for the name that is at most a third of its letters away, or nothing. */
export function didYouMean(name: string, names: readonly string[]): string {
  const [best] = names
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  return best && best.edits <= Math.max(2, name.length / 3) ? `; did you mean ${best.candidate}?` : '';
}
