import type { Under } from './by-setting.ts';
import type { Found } from './finding-changes.ts';
import type { ResourceReview, TemplateReview } from './review-template.ts';
import { say, several, together, type Words } from './words.ts';

/** What a reviewer has to see first, the worst kinds first. */
export const DANGERS = ['data', 'replacement', 'removal', 'operation', 'permission', 'finding', 'failure'] as const;

export type Danger = { kind: (typeof DANGERS)[number]; file: string; words: Words };

/** ` (production, staging)` where it does not hold everywhere. */
export const where = (under: readonly string[], all: readonly string[]): Words =>
  under.length >= all.length ? say`` : say` (in ${several(under)})`;

const FATES = {
  added: 'is added',
  changed: 'changes',
  removed: 'is removed',
  replaced: 'is replaced',
  'may be replaced': 'may be replaced',
} as const;

function resourceDangers(resource: Under<ResourceReview>, all: readonly string[]): Omit<Danger, 'file'>[] {
  const { logicalId, type, fate, causes, effects, clash, under } = resource;
  const words = { words: [FATES[fate]] };
  const what = say`${logicalId} (${type}) ${words}${where(under, all)}`;
  const because = causes.length > 0 ? say`, because ${several(causes)} changes` : say``;
  const happens =
    effects.length > 0
      ? say`: ${together(
          effects.map((effect) => effect.words),
          '; ',
        )}`
      : say``;
  const whole = say`${what}${because}${happens}`;
  const failure = clash ? [{ kind: 'failure' as const, words: say`${logicalId}: ${clash}` }] : [];
  if (effects.some(({ concerns }) => concerns === 'data')) return [{ kind: 'data', words: whole }, ...failure];
  if (fate === 'replaced' || fate === 'may be replaced')
    return [
      ...(resource.follows && effects.length === 0 ? [] : [{ kind: 'replacement' as const, words: whole }]),
      ...failure,
    ];
  if (fate === 'removed') return [{ kind: 'removal', words: whole }];
  return effects.length > 0 ? [{ kind: 'operation', words: whole }] : [];
}

/** A broken rule in words. */
export const findingWords = (
  { rule, title, at, line, expected, received, waived, under }: Under<Found>,
  all: readonly string[],
): Words =>
  say`${rule}${where(under, all)} at ${at}, line ${line}: expected ${expected}, received ${received}. The rule: ${title}${waived === undefined ? say`` : say` Waived: ${waived}`}`;

function ofTemplate(review: TemplateReview): Danger[] {
  const { file, settings, resources, permissions, findings, environments, fate } = review;
  const judged = [...settings, ...environments.filter((each) => each.fate === 'new').map((each) => each.environment)];
  const wider = permissions.filter(({ direction }) => direction !== 'narrower' && fate !== 'new');
  const allows = fate === 'new' ? permissions.filter(({ direction }) => direction === 'wider').length : 0;
  const found: Omit<Danger, 'file'>[] = [
    ...(fate === 'removed'
      ? [
          {
            kind: 'removal' as const,
            words: say`${file} is gone: its stacks stay as they are, and nothing updates them any more`,
          },
        ]
      : []),
    ...resources.flatMap((resource) => resourceDangers(resource, settings)),
    ...wider.map(({ words, under, direction }) => ({
      kind: 'permission' as const,
      words: say`${{ words: [direction === 'wider' ? 'Wider' : 'Perhaps wider'] }}${where(under, settings)}: ${words}`,
    })),
    ...(allows > 0
      ? [
          {
            kind: 'permission' as const,
            words: say`${file} is new, and allows something ${allows} times: see its permissions`,
          },
        ]
      : []),
    ...findings.added.map((finding) => ({
      kind: 'finding' as const,
      words: say`New finding: ${findingWords(finding, judged)}`,
    })),
    ...environments.flatMap(({ environment, problems, fate: of }) => [
      ...problems.map((problem) => ({
        kind: 'failure' as const,
        words: say`${environment} cannot be deployed: ${problem}`,
      })),
      ...(of === 'removed'
        ? [
            {
              kind: 'removal' as const,
              words: say`Deployment ${environment} is gone: its stack stays as it is, and nothing updates it any more`,
            },
          ]
        : []),
    ]),
  ];
  return found.map((danger) => ({ ...danger, file }));
}

/** Loss of data, replacements, removals, wider permissions, new findings and what cannot be deployed; in that order. */
export const dangersOf = (templates: readonly TemplateReview[]): Danger[] =>
  templates.flatMap(ofTemplate).sort((one, other) => DANGERS.indexOf(one.kind) - DANGERS.indexOf(other.kind));
