/** One entry of Parameters. */
export type TemplateParameter = {
  Type: string;
  Default?: unknown;
  Description?: string;
  AllowedValues?: unknown[];
  AllowedPattern?: string;
  ConstraintDescription?: string;
  MinLength?: number | string;
  MaxLength?: number | string;
  MinValue?: number | string;
  MaxValue?: number | string;
  NoEcho?: boolean | string;
};

/** One entry of Resources, with intrinsic functions still in it, in their long form. */
export type TemplateResource = {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: unknown;
  UpdateReplacePolicy?: unknown;
  Metadata?: Record<string, unknown>;
};

/** One entry of Outputs. */
export type TemplateOutput = {
  Value: unknown;
  Condition?: string;
  Description?: string;
  Export?: { Name: unknown };
};

/** A CloudFormation template as it stands in its file, short-form functions written in the long form. */
export type Template = {
  AWSTemplateFormatVersion?: string;
  Description?: string;
  Transform?: unknown;
  Metadata?: Record<string, unknown>;
  Parameters?: Record<string, TemplateParameter>;
  Rules?: Record<string, unknown>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, TemplateOutput>;
};
