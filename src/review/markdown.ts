import { LOAD_WORDS } from '../pipeline/load.ts';
import { PRICES } from '../pipeline/prices.ts';
import { DANGERS, type Danger } from './dangers.ts';
import { templateSections } from './markdown-template.ts';
import type { Review } from './review.ts';
import { markdown, say } from './words.ts';

const KINDS: Record<Danger['kind'], string> = {
  update: 'Update of a running stack',
  data: 'Data',
  replacement: 'Replacement',
  removal: 'Removal',
  operation: 'Operation',
  permission: 'Permission',
  finding: 'Finding',
  failure: 'Deployment fails',
};

const MOST_DANGERS = 40;

function artifactLine({ artifact }: Review): string[] {
  if (!artifact) return [];
  const size = `${(artifact.bytes / 1e6).toFixed(2)} MB`;
  const what = artifact.packed ? 'The zip as built here' : 'The code as built here, before it is packed';
  return [`${what}: ${size}, ${markdown(say`${artifact.file}`)}.`];
}

function dangerSection({ dangers }: Review): string[] {
  if (dangers.length === 0)
    return [
      'Nothing dangerous found: no update that fails, no data lost, nothing replaced or removed, no permission wider, no new finding.',
    ];
  const counts = DANGERS.map((kind) => [kind, dangers.filter((danger) => danger.kind === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${KINDS[kind].toLowerCase()} ${count}`);
  const shown = dangers.slice(0, MOST_DANGERS).map(({ kind, words }) => `- **${KINDS[kind]}** · ${markdown(words)}`);
  const rest = dangers.length - shown.length;
  return [
    `**Look at these first** (${counts.join(', ')})`,
    '',
    ...shown,
    ...(rest > 0 ? [`- and ${rest} more, all of them in the JSON format`] : []),
  ];
}

/** The report for people: lists of short lines, the dangerous first; one line when nothing changed. */
export function toMarkdown(review: Review): string {
  const against = markdown(say`${review.base}`);
  if (review.templates.length === 0) {
    const { templates, deployments } = review.compared;
    const counts = `${templates.length} template${templates.length === 1 ? '' : 's'}, ${deployments.length} deployment${deployments.length === 1 ? '' : 's'}`;
    return [`No change against ${against}: ${counts}.`, ...artifactLine(review)].join(' ');
  }
  const hasCosts = review.templates.some(({ costs }) => costs.length > 0);
  return [
    `## What changes against ${against}`,
    '',
    ...dangerSection(review),
    ...review.templates.flatMap((template) => ['', ...templateSections(template)]),
    '',
    ...artifactLine(review),
    ...(hasCosts
      ? [
          `Costs are for ${LOAD_WORDS}; list prices of ${PRICES.region}, ${PRICES.date}, without free tiers, retrievals and transfer to the internet.`,
        ]
      : []),
  ].join('\n');
}
