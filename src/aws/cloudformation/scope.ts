import type { Path } from './path.ts';
import type { Template, TemplateResource } from './template.ts';

/** What AWS knows of the stack and its place: the pseudo parameters without their `AWS::`. */
export type Pseudo = {
  StackName: string;
  AccountId: string;
  Region: string;
  Partition: string;
  URLSuffix: string;
  StackId: string;
  NotificationARNs: string[];
};

/** Values under which a template is resolved; `imports` are the exports of other stacks, by name. */
export type Settings = { parameters: Record<string, string>; pseudo: Pseudo; imports?: Record<string, string> };

/** What could not be resolved, at its path in the template (long-form functions). */
export type Problem = { path: (string | number)[]; message: string };

/** Ref to AWS::NoValue: the property or list item is left out. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** What the intrinsic functions need while one template is resolved. */
export type Scope = {
  template: Template;
  settings: Settings;
  /** Parameters whose value is known; a declared one that is missing here has its problem already. */
  parameters: Record<string, string | string[]>;
  /** Records a problem and gives the stand-in for the value. */
  problem(path: Path, message: string): string;
  /** The value with its functions resolved; NO_VALUE when it is to be left out. */
  resolve(value: unknown, path: Path): unknown;
  /** Whether a condition holds; undefined when that cannot be known. */
  condition(name: string, path: Path): boolean | undefined;
  /** Notes that what stands at the path needs this resource to exist first. */
  depends(path: Path, logicalId: string): void;
  /** A resource of the template as written; undefined for one that it does not have. */
  resource(logicalId: string): TemplateResource | undefined;
};

/** For messages: text in quotes, anything else as JSON, NO_VALUE by its name. */
export const show = (value: unknown): string =>
  value === NO_VALUE ? 'AWS::NoValue' : (JSON.stringify(value) ?? 'nothing');

/** Text, numbers and booleans as CloudFormation passes them on: as text. Undefined for anything else. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
