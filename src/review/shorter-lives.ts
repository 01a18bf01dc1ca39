import { listOf, mapOf, numberOf } from '../../policy/engine/values.ts';
import { say, type Words } from './words.ts';

type Rule = Record<string, unknown>;

const enabled = (lifecycle: unknown): Map<string, Rule> =>
  new Map(
    listOf(mapOf(lifecycle)['Rules'])
      .map(mapOf)
      .filter((rule) => rule['Status'] === 'Enabled')
      .map((rule, at) => [typeof rule['Id'] === 'string' ? rule['Id'] : String(at), rule]),
  );

const KINDS: readonly { what: string; daysOf: (rule: Rule | undefined) => number | undefined }[] = [
  { what: 'objects', daysOf: (rule) => numberOf(rule?.['ExpirationInDays']) },
  {
    what: 'versions that are not current',
    daysOf: (rule) =>
      numberOf(
        mapOf(rule?.['NoncurrentVersionExpiration'])['NoncurrentDays'] ?? rule?.['NoncurrentVersionExpirationInDays'],
      ),
  },
];

/** What a bucket will delete earlier than before, rule by rule. S3 applies a new rule to the objects that are there, too. */
export function shorterLives(before: unknown, after: unknown): Words[] {
  const old = enabled(before);
  return [...enabled(after)].flatMap(([id, rule]) =>
    KINDS.flatMap(({ what, daysOf }) => {
      const [was, is] = [daysOf(old.get(id)), daysOf(rule)];
      if (is === undefined || (was !== undefined && was <= is)) return [];
      const prefix = rule['Prefix'] ?? mapOf(rule['Filter'])['Prefix'];
      const place = typeof prefix === 'string' && prefix !== '' ? say` under ${prefix}` : say``;
      const until = was === undefined ? say`not at all` : say`after ${was}`;
      return [
        say`${{ words: [what] }}${place} are deleted after ${is} days (before: ${until}), those that are there now too`,
      ];
    }),
  );
}
