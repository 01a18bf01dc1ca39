import { listOf, mapOf, numberOf } from '../../policy/engine/values.ts';
import type { Effect } from './fate-effects.ts';
import type { ResourceChange } from './resource-changes.ts';
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

type Change = { from: unknown; to: unknown };
type Look = (change: Change) => Words[];

const givenNumber = (value: unknown): number | undefined =>
  value === undefined || value === '' || Number.isNaN(Number(value)) ? undefined : Number(value);

/** What a smaller number means, and one where there was none. */
const shorter =
  (words: (from: Words, to: number) => Words): Look =>
  ({ from, to }) => {
    const [before, after] = [givenNumber(from), givenNumber(to)];
    return after !== undefined && (before === undefined || after < before)
      ? [words(before === undefined ? say`never` : say`${before}`, after)]
      : [];
  };

const becomes =
  (holds: (value: unknown) => boolean, words: Words): Look =>
  ({ from, to }) =>
    holds(from) && !holds(to) ? [words] : [];

const isPresent = (value: unknown): boolean => value !== undefined;

type Entry = { type: string; property: string; concerns: Effect['concerns']; look: Look };
const entry = (type: string, property: string, concerns: Effect['concerns'], look: Look): Entry => ({
  type,
  property,
  concerns,
  look,
});

const BUCKET = 'AWS::S3::Bucket';
const QUEUE = 'AWS::SQS::Queue';

/** Changes in place after which data is gone or work stops. The specification does not know them. */
const ENTRIES: readonly Entry[] = [
  entry(BUCKET, 'LifecycleConfiguration', 'data', ({ from, to }) => shorterLives(from, to)),
  entry(
    BUCKET,
    'VersioningConfiguration',
    'data',
    becomes(
      (value) => JSON.stringify(value)?.includes('"Enabled"') === true,
      say`overwritten and deleted objects can no longer be brought back`,
    ),
  ),
  entry(BUCKET, 'NotificationConfiguration', 'operation', becomes(isPresent, say`new uploads start nothing`)),
  entry(
    QUEUE,
    'MessageRetentionPeriod',
    'data',
    shorter((was, is) => say`messages are lost after ${is} seconds (before: ${was}), those that wait now too`),
  ),
  entry(
    QUEUE,
    'RedrivePolicy',
    'data',
    becomes(isPresent, say`a message that fails is tried until it expires, and is then lost`),
  ),
  entry(
    'AWS::Logs::LogGroup',
    'RetentionInDays',
    'data',
    shorter((was, is) => say`log lines are deleted after ${is} days (before: ${was}), those that are there now too`),
  ),
  entry(
    'AWS::Lambda::EventSourceMapping',
    'Enabled',
    'operation',
    becomes((value) => String(value ?? true) === 'true', say`messages of the queue are processed no more`),
  ),
  entry(
    'AWS::Lambda::Function',
    'VpcConfig',
    'operation',
    becomes(isPresent, say`Lambda deletes its network interfaces before the network can go: 20 to 40 minutes`),
  ),
  entry(
    'AWS::Lambda::Function',
    'ReservedConcurrentExecutions',
    'operation',
    becomes((value) => String(value) !== '0', say`the function may not run at all`),
  ),
];

const KEEPS = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

const guards = ({ before, after }: ResourceChange): Words[] => [
  ...(KEEPS.includes(before?.DeletionPolicy ?? '') && !KEEPS.includes(after?.DeletionPolicy ?? '')
    ? [say`from now on it is deleted with the stack (DeletionPolicy)`]
    : []),
  ...(KEEPS.includes(before?.UpdateReplacePolicy ?? '') && !KEEPS.includes(after?.UpdateReplacePolicy ?? '')
    ? [say`from now on a replacement deletes it (UpdateReplacePolicy)`]
    : []),
];

/** The effects of a change in place on data and operation. */
export function updateEffects(change: ResourceChange): Effect[] {
  const { type, fate, before, after } = change;
  if (fate === 'added' || fate === 'removed' || !before || !after) return [];
  const found = ENTRIES.filter((each) => each.type === type).flatMap(({ property, concerns, look }): Effect[] =>
    look({ from: before.Properties[property], to: after.Properties[property] }).map((words) => ({ concerns, words })),
  );
  return [...found, ...guards(change).map((words): Effect => ({ concerns: 'data', words }))];
}
