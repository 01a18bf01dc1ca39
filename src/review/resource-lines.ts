import type { Difference } from './element-changes.ts';
import type { TemplateReview } from './review-template.ts';
import { say, several, together, type Words, where } from './words.ts';

const MOST_DIFFERENCES = 6;
const MOST_CHARACTERS = 60;

function short(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** Of long texts only that they differ; policies are told under the permissions. */
function differenceWords({ path, from, to }: Difference): Words {
  const name = path.join('.');
  const long = [from, to].some((value) => typeof value === 'string' && value.length > 2 * MOST_CHARACTERS);
  return long ? say`${name}` : say`${name} ${short(from)} → ${short(to)}`;
}

const isPolicy = ({ path }: Difference): boolean => path.some((key) => /PolicyDocument$|^KeyPolicy$/.test(String(key)));

/** The resources that are added or changed, and what follows from that; the removed ones are dangers. */
export function resourceLines({ resources, settings }: TemplateReview): Words[] {
  const own = resources.filter(({ follows }) => !follows);
  const following = resources.filter(({ follows }) => follows);
  const added = own.filter(({ fate }) => fate === 'added');
  const lines = own
    .filter(({ fate }) => fate !== 'added' && fate !== 'removed')
    .map(({ logicalId, type, fate, differences, under }) => {
      const told = differences.filter((difference) => !isPolicy(difference));
      const shown = together(told.slice(0, MOST_DIFFERENCES).map(differenceWords), '; ');
      const more = told.length > MOST_DIFFERENCES ? say` and ${told.length - MOST_DIFFERENCES} more` : say``;
      const what = { words: [fate === 'changed' ? 'changed in place' : fate] };
      const policy =
        differences.length > 0 ? say`its policy, see the permissions` : say`the order or the form of its values`;
      const detail = told.length === 0 ? policy : say`${shown}${more}`;
      return say`${logicalId} (${type}) ${what}${where(under, settings)}: ${detail}`;
    });
  const fates = (['replaced', 'may be replaced', 'changed'] as const).flatMap((fate) => {
    const ids = [...new Set(following.filter((each) => each.fate === fate).map(({ logicalId }) => logicalId))];
    return ids.length > 0 ? [say`Because of that, also ${{ words: [fate] }}: ${several(ids, 40)}`] : [];
  });
  return [
    ...added.map(({ logicalId, type, under }) => say`${logicalId} (${type}) added${where(under, settings)}`),
    ...lines,
    ...fates,
  ];
}
