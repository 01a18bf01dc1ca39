import { isDeepStrictEqual } from 'node:util';
import { type Configuration, configurationOf } from '../../policy/engine/configuration.ts';
import type { RuleContext } from '../../policy/engine/rule.ts';
import type { Waivers } from '../../policy/engine/waivers.ts';
import { sweep } from '../../policy/score/sweep.ts';
import { type Resolved, resolveTemplate } from '../aws/cloudformation/resolve.ts';
import type { Deployment } from '../pipeline/deployment.ts';
import { FileError } from '../shared/file-error.ts';
import { merged, type Under } from './by-setting.ts';
import { type Cost, costOf } from './cost.ts';
import { type FindingChanges, findingChanges } from './finding-changes.ts';
import {
  choiceChanges,
  declarationChanges,
  type EnvironmentChange,
  environmentChange,
  otherChanges,
} from './parameter-changes.ts';
import { permissionChanges } from './permission-changes.ts';
import { resourceChanges } from './resource-changes.ts';
import { type ResourceReview, resourceKey, resourceReview } from './resource-review.ts';
import type { SizedSource } from './side.ts';
import type { PermissionChange } from './statement-words.ts';
import { plain, type Words, withTokens } from './words.ts';

/** How many of all single changes to a template the rules catch; undefined where they find something without any. */
export type MutantScore = { caught: number; all: number; uncaught: string[] };

/** Takes seconds: every place of the template is changed once, and judged. */
function mutantScore(source: SizedSource): MutantScore | undefined {
  try {
    const { all, uncaught } = sweep(source);
    return { caught: all - uncaught.length, all, uncaught };
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/**
 * A template as an environment deploys it, with the references to resources and to what only AWS knows as text
 * (`${AWS::AccountId}`), so that two of them differ only where they will differ.
 */
export function deployed(source: SizedSource, name: string, parameters: Record<string, string>): RuleContext {
  const template = withTokens(source.template);
  const { settings: own } = configurationOf(template, name, parameters);
  const known = ['Partition', 'URLSuffix', 'NotificationARNs'];
  const pseudo = Object.fromEntries(
    Object.entries(own.pseudo).map(([key, value]) => [key, known.includes(key) ? value : `\${AWS::${key}}`]),
  ) as typeof own.pseudo;
  const settings = { ...own, pseudo };
  return { template, bytes: source.bytes, settings, resolved: resolveTemplate(template, settings) };
}

/** One side of a template: undefined where the template is not there. */
export type TemplateSide = { source: SizedSource; deployments: readonly Deployment[] } | undefined;

/** What a change to a template, or to its deployments, does. `undefined` scores were not made. */
export type TemplateReview = {
  file: string;
  fate: 'new' | 'changed' | 'removed';
  /** The settings that were compared, all of them: `defaults` and each deployment that is there before and after. */
  settings: string[];
  resources: Under<ResourceReview>[];
  permissions: Under<PermissionChange>[];
  parameters: Words[];
  environments: EnvironmentChange[];
  others: Words[];
  findings: FindingChanges;
  score?: { before?: MutantScore; after?: MutantScore };
  costs: { setting: string; before?: Cost; after?: Cost }[];
};

const DEFAULTS: Deployment = { name: 'defaults', file: '', templateFilePath: '', parameters: {}, tags: {} };

/** The deployments of a side with the defaults, by name. */
const deploymentsOf = (side: TemplateSide): Map<string, Deployment> =>
  new Map(side ? [DEFAULTS, ...side.deployments].map((deployment) => [deployment.name, deployment]) : []);

const toJudge = (side: TemplateSide) =>
  side && {
    source: side.source,
    settings: [...deploymentsOf(side).values()].map(
      ({ name, parameters }): Configuration => configurationOf(side.source.template, name, parameters),
    ),
  };

const EMPTY = { Resources: {} };

/** What a new template is compared with. */
const nothing = (side: TemplateSide): TemplateSide =>
  side && {
    source: { file: side.source.file, template: EMPTY, bytes: 0, lineOf: () => 1 },
    deployments: side.deployments,
  };

function reviewed(before: Resolved['resources'], after: Resolved['resources']): ResourceReview[] {
  const changes = resourceChanges(before, after);
  return changes.map((change) => resourceReview(change, changes, Object.values(before)));
}

export type ReviewOptions = { waivers: Waivers; today: string; score: boolean };

/** Compares one template and its deployments; undefined when nothing changed. */
export function reviewTemplate(
  file: string,
  before: TemplateSide,
  after: TemplateSide,
  { waivers, today, score }: ReviewOptions,
): TemplateReview | undefined {
  const [old, now] = [deploymentsOf(before), deploymentsOf(after)];
  const names = [...new Set([...now.keys(), ...old.keys()])];
  const environments = names
    .filter((name) => name !== DEFAULTS.name)
    .flatMap((name) => {
      const side = (of: TemplateSide, deployment: Deployment | undefined) =>
        of && deployment && { template: of.source.template, deployment };
      return environmentChange(name, side(before, old.get(name)), side(after, now.get(name))) ?? [];
    });
  const template = { before: before?.source.template ?? EMPTY, after: after?.source.template ?? EMPTY };
  const isChanged = !isDeepStrictEqual(template.before, template.after);
  if (!isChanged && environments.length === 0) return undefined;

  const base = before ?? nothing(after);
  const known = before ? old : now;
  const compared = names.map((setting) => {
    const [from, to] = [known.get(setting), now.get(setting)];
    const one = base && from && deployed(base.source, setting, before ? from.parameters : {});
    const other = after && to && deployed(after.source, setting, to.parameters);
    return { setting, one, other };
  });
  const both = compared.flatMap(({ setting, one, other }) => (one && other ? [{ setting, one, other }] : []));
  const resources = both.map(({ setting, one, other }) => ({
    setting,
    items: reviewed(one.resolved.resources, other.resolved.resources),
  }));
  const permissions = both.map(({ setting, one, other }) => ({ setting, items: permissionChanges(one, other) }));
  const scored = (side: TemplateSide): MutantScore | undefined => (side ? mutantScore(side.source) : undefined);
  const scores = isChanged && score ? { before: scored(before), after: scored(after) } : undefined;
  return {
    file,
    fate: !before ? 'new' : !after ? 'removed' : 'changed',
    settings: both.map(({ setting }) => setting),
    resources: merged(resources, resourceKey),
    permissions: merged(permissions, ({ words }) => plain(words)),
    parameters:
      before && after
        ? [...choiceChanges(template.before, template.after), ...declarationChanges(template.before, template.after)]
        : [],
    environments,
    others: before && after ? otherChanges(template.before, template.after) : [],
    findings: findingChanges(toJudge(before), toJudge(after), waivers, today),
    ...(scores && {
      score: { ...(scores.before && { before: scores.before }), ...(scores.after && { after: scores.after }) },
    }),
    costs: compared
      .filter(({ setting }) => setting !== DEFAULTS.name || names.length === 1)
      .map(({ setting, one, other }) => ({
        setting,
        ...(before && one && { before: costOf(one.resolved.resources) }),
        ...(other && { after: costOf(other.resolved.resources) }),
      })),
  };
}
