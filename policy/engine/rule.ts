import type { Path } from '../../src/aws/cloudformation/path.ts';
import type { Resolved, Settings } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';

/** A broken rule: where in the template as written, and in short phrases what was expected there and what came. */
export type Finding = {
  /** Of a missing thing: the path of its nearest parent that exists. */
  path: Path;
  expected: string;
  received: string;
};

/**
 * What a rule may look at: a template and its values in one configuration. `bytes` is the size of its file, whose name a
 * rule cannot ask for: it decides nothing.
 */
export type RuleContext = {
  template: Template;
  bytes: number;
  resolved: Resolved;
  settings: Settings;
  /** The image pipeline that is judged together with it; a bootstrap grants what this one needs. */
  pipeline?: Template;
};

/** A committed template with one fault, which the rule that lists it must find. */
export type Mutant = {
  title: string;
  /** Which question about the rule it answers: one resource of several? absent? hidden? a related resource? one step too far? */
  kind: 'single' | 'absent' | 'hidden' | 'related' | 'boundary';
  /** A file of templates/; image-pipeline.yaml by default. */
  file?: string;
  /** The name of the deployment whose parameters it has; by default the template's own defaults. */
  deployment?: string;
  /** Changes a deep copy in place. */
  mutate(template: Template): void;
};

/** The answer of a rule that has nothing to look at: one on queues, of a template without queues. */
export const notApplicable = Symbol('not applicable');

export type Answer = Finding[] | typeof notApplicable;

/** The findings of an answer; a rule that is not applicable has none. */
export const findingsIn = (answer: Answer): Finding[] => (answer === notApplicable ? [] : answer);

/** The findings for every item of what a rule is about; not applicable where there is none. */
export const checkEach = <Item>(items: readonly Item[], check: (item: Item, index: number) => Finding[]): Answer =>
  items.length === 0 ? notApplicable : items.flatMap(check);

/** One thing that must be true of a template, with the reason, the source, and templates of which it is not true. */
export type Rule = {
  /** `SERVICE-n`, never reused. */
  id: string;
  /** A sentence that is true of a good template. */
  title: string;
  /** What goes wrong in production without it. */
  why: string;
  reference: {
    /** A page of the AWS documentation. */
    url: string;
    /** The controls that it answers: `Security Hub S3.5`, `CIS AWS 2.1.1`, … */
    controls: readonly string[];
  };
  /** Never throws, whatever the template looks like. */
  check(context: RuleContext): Answer;
  mutants: readonly [Mutant, ...Mutant[]];
};
