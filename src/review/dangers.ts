import { merged, type Under } from './by-setting.ts';
import { findingLines } from './finding-changes.ts';
import type { ResourceReview } from './resource-review.ts';
import type { TemplateReview } from './review-template.ts';
import { plain, say, several, together, type Words, where } from './words.ts';

/** What a reviewer has to see first, the worst kinds first. */
export const DANGERS = [
  'update',
  'data',
  'replacement',
  'removal',
  'operation',
  'permission',
  'finding',
  'failure',
] as const;

export type Danger = { kind: (typeof DANGERS)[number]; file: string; words: Words };

const FATES = {
  added: 'is added',
  changed: 'changes',
  removed: 'is removed',
  replaced: 'is replaced',
  'may be replaced': 'may be replaced',
} as const;

function resourceDangers(resource: Under<ResourceReview>, all: readonly string[]): Omit<Danger, 'file'>[] {
  const { logicalId, type, fate, causes, effects, hazards, under } = resource;
  const words = { words: [FATES[fate]] };
  const what = say`${logicalId} (${type}) ${words}${where(under, all)}`;
  const because =
    causes.length > 0
      ? say`, because ${several(causes)} ${{ words: [causes.length > 1 ? 'change' : 'changes'] }}`
      : say``;
  const happens =
    effects.length > 0
      ? say`: ${together(
          effects.map((effect) => effect.words),
          '; ',
        )}`
      : say``;
  const whole = say`${what}${because}${happens}`;
  const failing = hazards.map((hazard) => ({
    kind: 'update' as const,
    words: say`${logicalId}${where(under, all)}: ${hazard}`,
  }));
  if (effects.some(({ concerns }) => concerns === 'data')) return [{ kind: 'data', words: whole }, ...failing];
  if (fate === 'replaced' || fate === 'may be replaced')
    return [
      ...(resource.follows && effects.length === 0 ? [] : [{ kind: 'replacement' as const, words: whole }]),
      ...failing,
    ];
  if (effects.length === 0) return failing;
  return [{ kind: fate === 'removed' ? 'removal' : 'operation', words: whole }, ...failing];
}

/** Resources that meet the same fate under several settings, whatever else differs there. */
const onceEach = (resources: TemplateReview['resources']): Under<ResourceReview>[] =>
  merged(
    resources.flatMap(({ under, ...resource }) => under.map((setting) => ({ setting, items: [resource] }))),
    ({ logicalId, type, fate, causes, effects, hazards }) =>
      JSON.stringify([logicalId, type, fate, causes, effects.map(({ words }) => plain(words)), hazards.map(plain)]),
  );

/** Removed resources of which nothing more is known, in a line for each set of settings. */
function plainRemovals(resources: readonly Under<ResourceReview>[], all: readonly string[]): Omit<Danger, 'file'>[] {
  const removed = resources.filter(({ fate, effects }) => fate === 'removed' && effects.length === 0);
  const groups = Map.groupBy(removed, ({ under }) => JSON.stringify(under));
  return [...groups.values()].map((group) => ({
    kind: 'removal',
    words: say`Removed${where(group[0]?.under ?? [], all)}: ${several(
      group.map(({ logicalId }) => logicalId),
      40,
    )}`,
  }));
}

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
    ...onceEach(resources).flatMap((resource) => resourceDangers(resource, settings)),
    ...plainRemovals(resources, settings),
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
    ...findingLines(findings.added, judged).map((words) => ({ kind: 'finding' as const, words: say`New, ${words}` })),
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

/** Updates that fail, loss of data, replacements, removals, wider permissions, new findings and what cannot be deployed; in that order. */
export const dangersOf = (templates: readonly TemplateReview[]): Danger[] =>
  templates.flatMap(ofTemplate).sort((one, other) => DANGERS.indexOf(one.kind) - DANGERS.indexOf(other.kind));
