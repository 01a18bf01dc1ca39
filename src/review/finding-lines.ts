import type { Under } from './by-setting.ts';
import type { Found } from './finding-changes.ts';
import { where } from './where.ts';
import { say, type Words } from './words.ts';

/** Findings by rule, as one broken rule is often found in many places at once; what is waived apart. */
export function findingLines(found: readonly Under<Found>[], all: readonly string[]): Words[] {
  const groups = Map.groupBy(found, ({ rule, waived }) => JSON.stringify([rule, waived]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { rule, title, at, line, expected, received, waived } = first;
    const under = [...new Set(group.flatMap((finding) => finding.under))];
    const others = new Set(group.map((finding) => finding.at)).size - 1;
    const more = others > 0 ? say`, and at ${others} more` : say``;
    const accepted = waived === undefined ? say`` : say` Waived: ${waived}`;
    return [
      say`${rule}${where(under, all)}: ${title}. At ${at}, line ${line}${more}: expected ${expected}, received ${received}.${accepted}`,
    ];
  });
}
